//! The root fields of `Query`.

use async_graphql::{Context, ID, Object};
use chat_chassis::{Ambient, Identity};
use chat_graph::{Connection, Fault, caller, caller::given, input};
use chat_model::{
    id,
    page::{Page, PageArguments, PageRequest, PageSize},
    text,
};

use super::{loader::Loaders, user::User, viewer::Viewer};
use crate::{
    Store,
    domain::{self, Username, may_read_users, prefix_range, username_key},
};

/// How many characters a search may have: as many as a nickname, and some.
const QUERY: usize = 64;

/// The root fields of `Query`.
#[derive(Default)]
pub struct Roots;

/// Everything that can be asked.
#[Object]
impl Roots {
    /// Null when the request carries no valid access token.
    #[graphql(shareable)]
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Viewer> {
        caller::viewer(ctx).map(Into::into)
    }

    /// The user with this id or with this username: give exactly one. Null if there is none, and to whoever is not signed
    /// in.
    async fn user(&self, ctx: &Context<'_>, id: Option<ID>, username: Option<String>) -> Result<Option<User>, Fault> {
        let found = match (id, username) {
            (Some(_), Some(_)) | (None, None) => {
                return Err(Fault::BadInput("give exactly one of `id` and `username`".to_owned()));
            }
            _ if !may_read_users(given::<Identity>(ctx)?) => None,
            (Some(id), None) => match input::id::<id::User>(&id) {
                Some(id) => Loaders::of(ctx)?.user.load(id).await?,
                None => None,
            },
            (None, Some(username)) => match username_key(&username) {
                Some(key) => given::<Store>(ctx)?.user_called(&key).await?,
                None => None,
            },
        };
        Ok(found.map(Into::into))
    }

    /// Users by username; those whose username begins with `query`, if it is given. Needs a signed-in caller.
    #[graphql(complexity = "chat_graph::limit::page_cost(first, None, 50, child_complexity)")]
    async fn users(
        &self,
        ctx: &Context<'_>,
        query: Option<String>,
        #[graphql(default = 50)] first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<User>, Fault> {
        if !may_read_users(given::<Identity>(ctx)?) {
            return Err(Fault::Unauthenticated);
        }
        let arguments = PageArguments { first, after, ..PageArguments::default() };
        let page = PageRequest::check(&arguments, PageSize::STANDARD)?;
        let query = query.as_deref().map(str::trim).filter(|query| !query.is_empty());
        if let Some(query) = query {
            text::line(query, QUERY).map_err(|error| Fault::BadInput(format!("`query` {error}")))?;
        }
        // Nothing is how every name begins.
        let range = query.map_or(Some((String::new(), None)), prefix_range);
        let found: Page<domain::User> = match range {
            Some(range) => given::<Store>(ctx)?.users_by_name(range, &page).await?,
            None => Page::empty(),
        };
        Ok(Connection::new(found.map(User::from), User::cursor))
    }

    /// Whether the caller could take this username now. False also for one that nobody may have.
    async fn username_available(&self, ctx: &Context<'_>, username: String) -> Result<bool, Fault> {
        let Ok(username) = Username::parse(&username) else { return Ok(false) };
        let whoever = caller::viewer(ctx).map(|viewer| viewer.user);
        let now = given::<Ambient>(ctx)?.now();
        Ok(given::<Store>(ctx)?.taken(&[username.key()], whoever, now).await?.is_empty())
    }
}

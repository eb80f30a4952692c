//! The root fields of `Query`.

use async_graphql::{Context, ID, Object};
use chat_chassis::Ambient;
use chat_graph::{Connection, Fault, caller, caller::given, input, loader::MAX_KEYS};
use chat_model::{
    cursor::Cursor,
    id::{self, User},
    page::{PageArguments, PageRequest, PageSize},
    text,
};

use super::{channel::Channel, names::ChannelOrder, verdict::MembershipVerdict, viewer::Viewer};
use crate::{
    Store,
    domain::{Seen, max},
    store::listing::Rank,
};

/// The root fields of `Query`.
#[derive(Default)]
pub struct Roots;

/// Everything that can be asked.
#[Object]
impl Roots {
    /// Null when the request carries no valid access token.
    #[graphql(shareable)]
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Viewer> {
        caller::viewer(ctx).map(|viewer| Viewer(viewer.user))
    }

    /// The channel called `id`; null if there is none that the viewer may know of.
    #[graphql(shareable)]
    async fn channel(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Channel>, Fault> {
        match input::id::<id::Channel>(&id) {
            Some(id) => Channel::find(ctx, id).await,
            None => Ok(None),
        }
    }

    /// The public channel of this name, else a private one that the viewer is in.
    async fn channel_by_name(&self, ctx: &Context<'_>, name: String) -> Result<Option<Channel>, Fault> {
        if text::line(&name, max::NAME).is_err() {
            return Ok(None);
        }
        let viewer = caller::viewer(ctx).map(|viewer| viewer.user);
        match given::<Store>(ctx)?.seen_by_name(&name, viewer).await? {
            Some(seen) => Channel::listed(ctx, seen, String::new()).await,
            None => Ok(None),
        }
    }

    /// Discoverable public channels.
    #[graphql(complexity = "chat_graph::limit::page_cost(first, None, 50, child_complexity)")]
    async fn channels(
        &self,
        ctx: &Context<'_>,
        query: Option<String>,
        #[graphql(default_with = "Some(ChannelOrder::Activity)")] order_by: Option<ChannelOrder>,
        #[graphql(default = 50)] first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<Channel>, Fault> {
        let viewer = caller::viewer(ctx).map(|viewer| viewer.user);
        let store = given::<Store>(ctx)?;
        let query = query.filter(|query| !query.is_empty());
        if let Some(query) = &query {
            text::line(query, max::NAME).map_err(|error| Fault::BadInput(format!("`query` {error}")))?;
        }
        let arguments = PageArguments { first, after, ..PageArguments::default() };
        let rank = match order_by.unwrap_or(ChannelOrder::Activity) {
            ChannelOrder::Name => {
                let page = PageRequest::check(&arguments, PageSize::STANDARD)?;
                let found = store.public_by_name(query.as_deref(), &page, viewer).await?;
                let cursor = |seen: &Seen| {
                    let name = seen.channel.name.as_deref().unwrap_or_default();
                    (crate::domain::name_key(name), seen.channel.id).encode()
                };
                return Channel::page(ctx, found, cursor).await;
            }
            ChannelOrder::Activity => Rank::Activity,
            ChannelOrder::Members => Rank::Members,
            ChannelOrder::Created => Rank::Creation,
        };
        let page = PageRequest::check(&arguments, PageSize::STANDARD)?;
        let found = store.public_by_rank(query.as_deref(), rank, &page, viewer).await?;
        Channel::page(ctx, found, |seen| (rank.of(seen), seen.channel.id).encode()).await
    }

    /// Service-to-service only: the synchronous fallback when a membership replica misses.
    #[graphql(inaccessible)]
    async fn membership_verdicts(
        &self,
        ctx: &Context<'_>,
        user_id: ID,
        #[graphql(desc = "At most 1,000; answers in the same order, null for a missing channel.")] channel_ids: Vec<ID>,
    ) -> Result<Vec<Option<MembershipVerdict>>, Fault> {
        caller::service(ctx)?;
        if channel_ids.len() > MAX_KEYS {
            return Err(Fault::BadInput(format!("at most {MAX_KEYS} channels at once")));
        }
        let user = input::id::<User>(&user_id).ok_or_else(|| Fault::BadInput("not the id of a user".to_owned()))?;
        let ids: Vec<_> = channel_ids.iter().map(input::id::<id::Channel>).collect();
        let known: Vec<_> = ids.iter().copied().flatten().collect();
        let now = given::<Ambient>(ctx)?.now();
        // Not through the request's loader, which sees with the caller's own eyes.
        let seen = given::<Store>(ctx)?.seen(&known, Some(user)).await?;
        Ok(ids.into_iter().map(|id| seen.get(&id?).map(|seen| MembershipVerdict::of(seen, now))).collect())
    }
}

//! Entities by their keys: what the router asks for by `_entities`. A key that names nothing that the caller may know of is
//! null at its index.

use async_graphql::{Context, ID, Object};
use chat_chassis::{Ambient, Identity};
use chat_graph::{Fault, caller::given, input};
use chat_model::id;

use super::{loader::Loaders, session::Session, user::User, viewer::Viewer};
use crate::domain::{may_read_users, own};

/// The entities by their keys.
#[derive(Default)]
pub struct References;

#[Object]
impl References {
    #[graphql(entity)]
    async fn find_user_by_id(&self, ctx: &Context<'_>, id: ID) -> Result<Option<User>, Fault> {
        match input::id::<id::User>(&id) {
            Some(id) if may_read_users(given::<Identity>(ctx)?) => {
                Ok(Loaders::of(ctx)?.user.load(id).await?.map(Into::into))
            }
            _ => Ok(None),
        }
    }

    #[graphql(entity)]
    async fn find_viewer_by_id(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Viewer>, Fault> {
        let Some(id) = input::id::<id::Viewer>(&id) else { return Ok(None) };
        Ok(own(given::<Identity>(ctx)?, id.user()).map(Into::into))
    }

    #[graphql(entity)]
    async fn find_session_by_id(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Session>, Fault> {
        let caller = given::<Identity>(ctx)?;
        let Some(id) = input::id::<id::Session>(&id).filter(|_| caller.viewer.is_some()) else { return Ok(None) };
        let now = given::<Ambient>(ctx)?.now();
        let session = Loaders::of(ctx)?.session.load(id).await?.filter(|session| session.is_alive(now));
        let seen = session.and_then(|session| {
            let current = own(caller, session.user)?.session;
            Some(Session::seen_from(session, current))
        });
        Ok(seen)
    }
}

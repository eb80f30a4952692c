//! Entities by their keys: what the router asks for by `_entities`. A key that names nothing that the viewer may know of
//! is null at its index.

use async_graphql::{Context, ID, Object};
use chat_chassis::Ambient;
use chat_graph::{Fault, caller, caller::given, input};
use chat_model::id;

use super::{channel::Channel, loader::Loaders, membership::Membership, user::User, viewer::Viewer};

/// The entities by their keys.
#[derive(Default)]
pub struct References;

#[Object]
impl References {
    #[graphql(entity)]
    async fn find_channel_by_id(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Channel>, Fault> {
        match input::id::<id::Channel>(&id) {
            Some(id) => Channel::find(ctx, id).await,
            None => Ok(None),
        }
    }

    #[graphql(entity)]
    async fn find_membership_by_id(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Membership>, Fault> {
        let Some(id) = input::id::<id::Membership>(&id) else { return Ok(None) };
        let Some(membership) = Loaders::of(ctx)?.membership.load(id).await? else { return Ok(None) };
        // As `Channel.members` shows them, and one's own in any case.
        let Some(channel) = Channel::find(ctx, membership.channel).await? else { return Ok(None) };
        let is_own = caller::viewer(ctx).is_some_and(|viewer| viewer.user == membership.user);
        let may_read = channel.seen.permissions(given::<Ambient>(ctx)?.now()).read;
        Ok((is_own || may_read).then(|| membership.into()))
    }

    #[graphql(entity)]
    async fn find_user_by_id(&self, id: ID) -> Option<User> {
        input::id::<id::User>(&id).map(User)
    }

    #[graphql(entity)]
    async fn find_viewer_by_id(&self, ctx: &Context<'_>, id: ID) -> Option<Viewer> {
        let asked = input::id::<id::Viewer>(&id)?;
        caller::viewer(ctx).filter(|viewer| viewer.user.viewer() == asked).map(|viewer| Viewer(viewer.user))
    }
}

//! The root fields of `Query`.

use async_graphql::{Context, ID, Object};
use chat_graph::{Fault, caller, input};
use chat_model::id;

use super::{channel::Channel, message::Message, viewer::Viewer, visible};

/// The root fields of `Query`.
#[derive(Default)]
pub struct Roots;

/// Everything that can be asked.
#[Object]
impl Roots {
    /// Null when the request carries no valid access token.
    #[graphql(shareable)]
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Viewer> {
        caller::viewer(ctx).map(|viewer| viewer.user.viewer().into())
    }

    /// The channel called `id`; null if there is none that the viewer may read.
    #[graphql(shareable)]
    async fn channel(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Channel>, Fault> {
        match input::id::<id::Channel>(&id) {
            Some(id) => find_channel(ctx, id).await,
            None => Ok(None),
        }
    }

    /// The message called `id`; null if there is none that the viewer may read.
    async fn message(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Message>, Fault> {
        Ok(visible::message_named(ctx, &id).await?.map(|(message, _)| message.into()))
    }
}

/// The channel, if the viewer may read it, or if that cannot be found out now: then it is the fields that fail, each of
/// which may be null, and neither the list that the channel is in nor what other subgraphs know of it.
pub(super) async fn find_channel(ctx: &Context<'_>, id: chat_model::ChannelId) -> Result<Option<Channel>, Fault> {
    match visible::channel(ctx, id).await {
        Ok(standing) => Ok(standing.map(|_| Channel(id))),
        Err(Fault::Unavailable { .. }) => Ok(Some(Channel(id))),
        Err(fault) => Err(fault),
    }
}

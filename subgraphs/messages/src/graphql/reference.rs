//! Entities by their keys: what the router asks for by `_entities`. A key that names nothing that the viewer may know of
//! is null at its index.

use async_graphql::{Context, ID, Object};
use chat_graph::{Fault, caller, input};
use chat_model::id;

use super::{channel::Channel, message::Message, query::find_channel, viewer::Viewer, visible};

/// The entities by their keys.
#[derive(Default)]
pub struct References;

#[Object]
impl References {
    #[graphql(entity)]
    async fn find_message_by_id(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Message>, Fault> {
        match visible::message_named(ctx, &id).await {
            // Told, and null: an error here would take the whole list with it, and with it what needs no channels.
            Err(fault @ Fault::Unavailable { .. }) => {
                ctx.add_error(async_graphql::Error::from(fault).into_server_error(ctx.item.pos));
                Ok(None)
            }
            found => Ok(found?.map(|(message, _)| message.into())),
        }
    }

    #[graphql(entity)]
    async fn find_channel_by_id(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Channel>, Fault> {
        match input::id::<id::Channel>(&id) {
            Some(id) => find_channel(ctx, id).await,
            None => Ok(None),
        }
    }

    #[graphql(entity)]
    async fn find_viewer_by_id(&self, ctx: &Context<'_>, id: ID) -> Option<Viewer> {
        let asked = input::id::<id::Viewer>(&id)?;
        caller::viewer(ctx).filter(|viewer| viewer.user.viewer() == asked).map(|_| asked.into())
    }
}

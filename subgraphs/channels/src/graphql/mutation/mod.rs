//! The root fields of `Mutation`, one a file.

mod create_channel;
mod join_channel;
mod leave_channel;
mod open_direct_message;
mod update_channel;

use async_graphql::{Context, MergedObject, SimpleObject};
use chat_graph::Fault;
use chat_model::ChannelId;

use self::{
    create_channel::CreateChannel, join_channel::JoinChannel, leave_channel::LeaveChannel,
    open_direct_message::OpenDirectMessage, update_channel::UpdateChannel,
};
use super::{channel::Channel, error::UserError, loader::Loaders};

/// Everything that can be changed.
#[derive(Default, MergedObject)]
#[graphql(name = "Mutation")]
pub struct Mutation(CreateChannel, UpdateChannel, OpenDirectMessage, JoinChannel, LeaveChannel);

/// The channel after the change, or why there was none.
#[derive(SimpleObject)]
pub struct ChannelPayload {
    channel: Option<Channel>,
    errors: Vec<UserError>,
}

impl ChannelPayload {
    /// The channel as it is now.
    async fn done(ctx: &Context<'_>, id: ChannelId) -> Result<Self, Fault> {
        Ok(Self { channel: as_changed(ctx, id).await?, errors: Vec::new() })
    }

    fn refused(error: impl Into<UserError>) -> Self {
        Self { channel: None, errors: vec![error.into()] }
    }
}

/// The channel, read again: what the request saw of it before its change is no longer so.
async fn as_changed(ctx: &Context<'_>, id: ChannelId) -> Result<Option<Channel>, Fault> {
    Loaders::of(ctx)?.channel.forget(id).await;
    Channel::find(ctx, id).await
}

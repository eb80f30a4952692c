//! What the viewer may see: the one way from an id to a message or a channel.
//!
//! What does not exist and what may not be known of look the same here, and so everywhere.

use std::sync::Arc;

use async_graphql::{Context, ID};
use chat_graph::{Fault, input};
use chat_model::{ChannelId, MessageId, id};

use super::loader::Loaders;
use crate::domain::{Message, Standing};

/// What the viewer may do in a channel that they may read; none for any other channel.
pub(super) async fn channel(ctx: &Context<'_>, id: ChannelId) -> Result<Option<Standing>, Fault> {
    Ok(Loaders::of(ctx)?.standing(id).await?.filter(Standing::can_read))
}

/// The message called `id` and what the viewer may do in its channel, if they may read that.
pub(super) async fn message(ctx: &Context<'_>, id: MessageId) -> Result<Option<(Arc<Message>, Standing)>, Fault> {
    let loaders = Loaders::of(ctx)?;
    // Nobody is asked for the sake of someone who may read nothing.
    if loaders.viewer().is_none() {
        return Ok(None);
    }
    let Some(message) = loaders.rows().message.load(id).await? else { return Ok(None) };
    Ok(channel(ctx, message.channel).await?.map(|standing| (message, standing)))
}

/// As [`message`], of an id as a client sends it.
pub(super) async fn message_named(ctx: &Context<'_>, id: &ID) -> Result<Option<(Arc<Message>, Standing)>, Fault> {
    match input::id::<id::Message>(id) {
        Some(id) => message(ctx, id).await,
        None => Ok(None),
    }
}

/// As [`channel`], of an id as a client sends it.
pub(super) async fn channel_named(ctx: &Context<'_>, id: &ID) -> Result<Option<(ChannelId, Standing)>, Fault> {
    match input::id::<id::Channel>(id) {
        Some(id) => Ok(channel(ctx, id).await?.map(|standing| (id, standing))),
        None => Ok(None),
    }
}

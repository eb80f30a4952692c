//! The root fields of `Mutation`, one a file.

mod delete_message;
mod edit_message;
mod mark_read;
mod send_message;

use std::sync::Arc;

use async_graphql::{Context, MergedObject, SimpleObject};
use chat_graph::Fault;

pub use send_message::SendLimit;

use self::{delete_message::DeleteMessage, edit_message::EditMessage, mark_read::MarkRead, send_message::SendMessage};
use super::{
    error::{Failure, UserError},
    loader::Loaders,
    message::Message,
};
use crate::domain;

/// Everything that can be changed.
#[derive(Default, MergedObject)]
#[graphql(name = "Mutation")]
pub struct Mutation(SendMessage, EditMessage, DeleteMessage, MarkRead);

/// The message after the change, or why there was none.
#[derive(SimpleObject)]
pub struct MessagePayload {
    /// The message as it is now.
    message: Option<Message>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

impl MessagePayload {
    async fn of(ctx: &Context<'_>, changed: Result<Arc<domain::Message>, Failure>) -> Result<Self, Fault> {
        match changed {
            Ok(message) => Ok(Self { message: Some(as_changed(ctx, message).await?), errors: Vec::new() }),
            Err(failure) => Ok(Self { message: None, errors: failure.expected()? }),
        }
    }
}

/// The message as the change has left it: nothing is read again for the payload that is known already.
async fn as_changed(ctx: &Context<'_>, message: Arc<domain::Message>) -> Result<Message, Fault> {
    Loaders::of(ctx)?.forget_rows().message.prime(message.id, message.clone()).await;
    Ok(message.into())
}

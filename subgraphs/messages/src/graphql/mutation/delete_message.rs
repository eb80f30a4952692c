//! `deleteMessage`.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object};
use chat_chassis::{Ambient, Viewer};
use chat_graph::{Fault, caller, caller::given};

use super::MessagePayload;
use crate::{
    Store,
    domain::{self, max},
    graphql::{
        error::{Failure, UserError},
        input, visible,
    },
    store::delete::NoMessage,
};

#[derive(Default)]
pub struct DeleteMessage;

/// Which message to delete.
#[derive(InputObject)]
pub struct DeleteMessageInput {
    /// Which.
    message_id: ID,
    /// Why, for the record.
    reason: Option<String>,
}

#[Object]
impl DeleteMessage {
    /// Takes away the text of the viewer's own message, or of anybody's where the viewer keeps order, and its former
    /// texts. Its place in the sequence stays. Deleting again changes nothing.
    async fn delete_message(&self, ctx: &Context<'_>, input: DeleteMessageInput) -> Result<MessagePayload, Fault> {
        let viewer = caller::signed_in(ctx)?;
        MessagePayload::of(ctx, delete(ctx, viewer, input).await).await
    }
}

async fn delete(
    ctx: &Context<'_>,
    viewer: &Viewer,
    input: DeleteMessageInput,
) -> Result<Arc<domain::Message>, Failure> {
    let reason = match input.reason.as_deref() {
        None | Some("") => None,
        Some(reason) => Some(input::block("reason", reason, max::REASON)?),
    };
    let (message, standing) =
        visible::message_named(ctx, &input.message_id).await?.ok_or_else(UserError::no_message)?;
    standing
        .check_delete(&message, viewer.user)
        .map_err(|refusal| UserError::refused(refusal, UserError::no_message))?;
    let now = given::<Ambient>(ctx)?.now();
    let deleted = given::<Store>(ctx)?.delete(message.id, viewer.user, reason.as_deref(), now).await?;
    deleted.map_err(|NoMessage| UserError::no_message().into())
}

//! `editMessage`.

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
    store::edit::EditRefusal,
};

#[derive(Default)]
pub struct EditMessage;

/// Another text for a message.
#[derive(InputObject)]
pub struct EditMessageInput {
    /// Which.
    message_id: ID,
    /// The new text: CommonMark, up to 8,000 characters.
    body: String,
    /// Reject if someone edited meanwhile.
    expected_version: Option<i32>,
}

#[Object]
impl EditMessage {
    /// Replaces the text of the viewer's own message. The former texts stay readable as `edits`.
    async fn edit_message(&self, ctx: &Context<'_>, input: EditMessageInput) -> Result<MessagePayload, Fault> {
        let viewer = caller::signed_in(ctx)?;
        MessagePayload::of(ctx, edit(ctx, viewer, input).await).await
    }
}

async fn edit(ctx: &Context<'_>, viewer: &Viewer, input: EditMessageInput) -> Result<Arc<domain::Message>, Failure> {
    let body = input::block("body", &input.body, max::BODY)?;
    let (message, standing) =
        visible::message_named(ctx, &input.message_id).await?.ok_or_else(UserError::no_message)?;
    let now = given::<Ambient>(ctx)?.now();
    standing
        .check_edit(&message, viewer.user, now)
        .map_err(|refusal| UserError::refused(refusal, UserError::no_message))?;
    let edited = given::<Store>(ctx)?.edit(message.id, viewer.user, &body, input.expected_version, now).await?;
    edited.map_err(|refusal| match refusal {
        EditRefusal::NotFound => UserError::no_message().into(),
        EditRefusal::Conflict(current) => UserError::edit_conflict(current).into(),
    })
}

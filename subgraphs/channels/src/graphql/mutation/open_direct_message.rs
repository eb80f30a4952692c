//! `openDirectMessage`.

use async_graphql::{Context, ID, InputObject, Object};
use chat_chassis::Ambient;
use chat_graph::{Fault, caller, caller::given};

use super::ChannelPayload;
use crate::{
    Store,
    domain::{People, max},
    graphql::input,
};

#[derive(Default)]
pub struct OpenDirectMessage;

/// With whom to talk.
#[derive(InputObject)]
pub struct OpenDirectMessageInput {
    /// The others; the viewer is always among them. Nobody else: a channel for the viewer's own notes.
    user_ids: Vec<ID>,
}

#[Object]
impl OpenDirectMessage {
    /// Get-or-create by the exact set of people: idempotent.
    async fn open_direct_message(
        &self,
        ctx: &Context<'_>,
        input: OpenDirectMessageInput,
    ) -> Result<ChannelPayload, Fault> {
        let viewer = caller::signed_in(ctx)?;
        let others = match input::user_ids("userIds", &input.user_ids, max::PEOPLE) {
            Ok(others) => others,
            Err(error) => return Ok(ChannelPayload::refused(error)),
        };
        let Some(people) = People::new(viewer.user, others) else {
            let most = format!("at most {} people, you included", max::PEOPLE);
            return Ok(ChannelPayload::refused(input::invalid("userIds", most)));
        };
        let id = given::<Store>(ctx)?.open_direct(viewer, &people, given::<Ambient>(ctx)?).await?;
        ChannelPayload::done(ctx, id).await
    }
}

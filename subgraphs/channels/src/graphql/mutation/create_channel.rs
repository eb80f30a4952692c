//! `createChannel`.

use async_graphql::{Context, ID, InputObject, Object};
use chat_chassis::Ambient;
use chat_graph::{Fault, caller, caller::given};

use super::ChannelPayload;
use crate::{
    Store,
    domain::{ChannelKind as Kind, NewChannel, max},
    graphql::{error::UserError, input, names::ChannelKind},
};

#[derive(Default)]
pub struct CreateChannel;

/// A channel to be made.
#[derive(InputObject)]
pub struct CreateChannelInput {
    /// Retry-safe: the same key returns the same channel.
    idempotency_key: ID,
    /// PUBLIC or PRIVATE; the others are opened by `openDirectMessage`.
    kind: ChannelKind,
    /// Unique among public channels, in upper or lower case.
    name: String,
    /// What is being talked about.
    topic: Option<String>,
    /// What it is for.
    description: Option<String>,
    /// Who is in it from the beginning, beside the viewer.
    member_ids: Option<Vec<ID>>,
}

#[Object]
impl CreateChannel {
    /// Makes a channel, with the viewer as its owner.
    async fn create_channel(&self, ctx: &Context<'_>, input: CreateChannelInput) -> Result<ChannelPayload, Fault> {
        let viewer = caller::signed_in(ctx)?;
        let new = match input.check() {
            Ok(new) => new,
            Err(error) => return Ok(ChannelPayload::refused(error)),
        };
        match given::<Store>(ctx)?.create_channel(viewer, &new, given::<Ambient>(ctx)?).await? {
            Ok(id) => ChannelPayload::done(ctx, id).await,
            Err(refusal) => Ok(ChannelPayload::refused(refusal)),
        }
    }
}

impl CreateChannelInput {
    fn check(self) -> Result<NewChannel, UserError> {
        let kind: Kind = self.kind.into();
        if !kind.has_owners() {
            return Err(input::invalid("kind", "must be PUBLIC or PRIVATE; use openDirectMessage for the others"));
        }
        Ok(NewChannel {
            idempotency_key: input::line("idempotencyKey", &self.idempotency_key, max::IDEMPOTENCY_KEY)?,
            kind,
            name: input::line("name", &self.name, max::NAME)?,
            topic: input::optional("topic", self.topic.as_deref(), max::TOPIC, input::line)?,
            description: input::optional("description", self.description.as_deref(), max::DESCRIPTION, input::block)?,
            members: input::user_ids("memberIds", &self.member_ids.unwrap_or_default(), max::FIRST_MEMBERS - 1)?,
        })
    }
}

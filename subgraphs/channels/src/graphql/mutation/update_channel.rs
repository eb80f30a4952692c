//! `updateChannel`.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};
use chat_chassis::Ambient;
use chat_graph::{Fault, caller, caller::given};
use chat_model::ChannelId;

use super::ChannelPayload;
use crate::{
    Store,
    domain::max,
    graphql::{error::UserError, input},
    store::update::ChannelChange,
};

#[derive(Default)]
pub struct UpdateChannel;

/// What is not named stays as it is; null removes.
#[derive(InputObject)]
pub struct UpdateChannelInput {
    /// Which.
    channel_id: ID,
    /// Only a GROUP may go without.
    name: MaybeUndefined<String>,
    /// What is being talked about.
    topic: MaybeUndefined<String>,
    /// What it is for.
    description: MaybeUndefined<String>,
    /// 0 to 21600; null is 0.
    slow_mode_seconds: MaybeUndefined<i32>,
    /// 1 to 3650; null keeps messages for ever.
    retention_days: MaybeUndefined<i32>,
}

#[Object]
impl UpdateChannel {
    /// Changes what a channel is. Needs `canUpdate`.
    async fn update_channel(&self, ctx: &Context<'_>, input: UpdateChannelInput) -> Result<ChannelPayload, Fault> {
        let viewer = caller::signed_in(ctx)?;
        let (id, change) = match input.check() {
            Ok(checked) => checked,
            Err(error) => return Ok(ChannelPayload::refused(error)),
        };
        match given::<Store>(ctx)?.update_channel(viewer, id, &change, given::<Ambient>(ctx)?).await? {
            Ok(()) => ChannelPayload::done(ctx, id).await,
            Err(refusal) => Ok(ChannelPayload::refused(refusal)),
        }
    }
}

impl UpdateChannelInput {
    fn check(self) -> Result<(ChannelId, ChannelChange), UserError> {
        let id = input::channel_id(&self.channel_id)?;
        let slow_mode_seconds = match self.slow_mode_seconds {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(0),
            MaybeUndefined::Value(seconds) if (0..=max::SLOW_MODE_SECONDS).contains(&seconds) => Some(seconds),
            MaybeUndefined::Value(_) => {
                return Err(input::invalid("slowModeSeconds", format!("must be 0 to {}", max::SLOW_MODE_SECONDS)));
            }
        };
        let retention_days = match self.retention_days {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(days) if (1..=max::RETENTION_DAYS).contains(&days) => Some(Some(days)),
            MaybeUndefined::Value(_) => {
                return Err(input::invalid("retentionDays", format!("must be 1 to {}", max::RETENTION_DAYS)));
            }
        };
        let change = ChannelChange {
            name: input::change("name", &self.name, max::NAME, input::line)?,
            topic: input::change("topic", &self.topic, max::TOPIC, input::line)?,
            description: input::change("description", &self.description, max::DESCRIPTION, input::block)?,
            slow_mode_seconds,
            retention_days,
        };
        Ok((id, change))
    }
}

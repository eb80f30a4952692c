//! `sendMessage`.

use std::{num::NonZeroU32, time::Duration};

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chat_chassis::{
    Ambient, Viewer,
    rate::{Allowance, RateLimit},
};
use chat_graph::{Fault, caller, caller::given};
use chat_model::{ChannelId, MessageId, Timestamp, UserId, id};

use super::as_changed;
use crate::{
    Store,
    domain::{NewMessage, Standing, max},
    graphql::{
        error::{Failure, UserError},
        input,
        loader::Loaders,
        message::Message,
        visible,
    },
    store::send::Sent,
};

/// How often each user may send.
pub struct SendLimit(Option<RateLimit<UserId>>);

impl SendLimit {
    /// So many each second in the long run, twice as many at once; 0 for no limit.
    #[must_use]
    pub fn per_second(sends: u32) -> Self {
        Self(NonZeroU32::new(sends).map(|sends| {
            let burst = sends.saturating_mul(NonZeroU32::MIN.saturating_add(1));
            RateLimit::new(Allowance { burst, every: Duration::from_secs(1) / sends.get() })
        }))
    }

    fn take(&self, user: UserId) -> Result<(), UserError> {
        let Some(limit) = &self.0 else { return Ok(()) };
        limit.take(&user).map_err(|too_often| UserError::rate_limited(too_often.retry_after))
    }
}

#[derive(Default)]
pub struct SendMessage;

/// A message to be sent.
#[derive(InputObject)]
pub struct SendMessageInput {
    /// Where.
    channel_id: ID,
    /// CommonMark, up to 8,000 characters.
    body: String,
    /// Client-made UUID, unique per author and channel: retry as often as you like.
    nonce: ID,
    /// The message of the same channel that it answers.
    reply_to_id: Option<ID>,
}

/// The message that was sent, or why none was.
#[derive(SimpleObject)]
pub struct SendMessagePayload {
    /// The message.
    message: Option<Message>,
    /// True when the nonce was already used: this is the first send's message.
    replayed: bool,
    /// Why nothing was sent.
    errors: Vec<UserError>,
}

#[Object]
impl SendMessage {
    /// Sends a message. The same nonce with the same content sends once, however often it is asked for.
    async fn send_message(&self, ctx: &Context<'_>, input: SendMessageInput) -> Result<SendMessagePayload, Fault> {
        let viewer = caller::signed_in(ctx)?;
        match send(ctx, viewer, input).await {
            Ok(sent) => {
                let author = sent.message.author.zip(sent.author_name);
                let message = Some(as_changed(ctx, sent.message).await?);
                if let Some((author, name)) = author {
                    Loaders::of(ctx)?.rows().user_name.prime(author, name).await;
                }
                Ok(SendMessagePayload { message, replayed: sent.replayed, errors: Vec::new() })
            }
            Err(failure) => Ok(SendMessagePayload { message: None, replayed: false, errors: failure.expected()? }),
        }
    }
}

async fn send(ctx: &Context<'_>, viewer: &Viewer, input: SendMessageInput) -> Result<Sent, Failure> {
    let body = input::block("body", &input.body, max::BODY)?;
    let nonce = input::nonce("nonce", &input.nonce)?;
    let (channel, standing) =
        visible::channel_named(ctx, &input.channel_id).await?.ok_or_else(UserError::no_channel)?;
    let reply_to = reply_to(ctx, channel, input.reply_to_id.as_ref()).await?;
    let new = NewMessage { body, nonce, reply_to };

    let store = given::<Store>(ctx)?;
    let ambient = given::<Ambient>(ctx)?;
    if let Err(refusal) = check(ctx, viewer, standing, ambient.now())? {
        // What was sent before is sent: its sender is told so even where they may send nothing new.
        return match store.sent_before(viewer.user, channel, &new).await? {
            Some(before) => Ok(before.map_err(UserError::from)?),
            None => Err(refusal.into()),
        };
    }
    Ok(store.send(viewer, channel, &new, standing.slow_mode(), ambient).await?.map_err(UserError::from)?)
}

fn check(
    ctx: &Context<'_>,
    viewer: &Viewer,
    standing: Standing,
    now: Timestamp,
) -> Result<Result<(), UserError>, Fault> {
    if let Err(refusal) = standing.check_post(now) {
        return Ok(Err(UserError::refused(refusal, UserError::no_channel)));
    }
    Ok(given::<SendLimit>(ctx)?.take(viewer.user))
}

/// The message that `id` names, which must be in `channel`.
async fn reply_to(ctx: &Context<'_>, channel: ChannelId, id: Option<&ID>) -> Result<Option<MessageId>, Failure> {
    let Some(id) = id else { return Ok(None) };
    let refused = || input::invalid("replyToId", "must be a message of this channel");
    let id = chat_graph::input::id::<id::Message>(id).ok_or_else(refused)?;
    // One that the viewer may not read looks like one of another channel, and so does one that does not exist.
    let found = visible::message(ctx, id).await?;
    found.filter(|(message, _)| message.channel == channel).ok_or_else(refused)?;
    Ok(Some(id))
}

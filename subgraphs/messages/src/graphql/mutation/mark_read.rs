//! `markRead`.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chat_chassis::{Ambient, Viewer};
use chat_graph::{Fault, caller, caller::given};
use chat_model::ChannelId;

use crate::{
    Store,
    graphql::{
        channel::Channel,
        error::{Failure, UserError},
        input,
        loader::Loaders,
        read_state::ReadState,
        visible,
    },
};

#[derive(Default)]
pub struct MarkRead;

/// How far the viewer has read.
#[derive(InputObject)]
pub struct MarkReadInput {
    /// Where.
    channel_id: ID,
    /// The last message that was read. Beyond the channel's end it means the end.
    up_to_sequence: i32,
}

/// How far the viewer has read now, or why that is not known.
#[derive(SimpleObject)]
pub struct ReadStatePayload {
    /// Where.
    channel: Option<Channel>,
    /// How far.
    read_state: Option<ReadState>,
    /// Why nothing was marked.
    errors: Vec<UserError>,
}

#[Object]
impl MarkRead {
    /// Monotonic: a late or repeated call never moves the marker backwards.
    async fn mark_read(&self, ctx: &Context<'_>, input: MarkReadInput) -> Result<ReadStatePayload, Fault> {
        let viewer = caller::signed_in(ctx)?;
        match mark(ctx, viewer, input).await {
            Ok(channel) => Ok(ReadStatePayload {
                channel: Some(Channel(channel)),
                read_state: Some(ReadState::of(ctx, channel).await?),
                errors: Vec::new(),
            }),
            Err(failure) => Ok(ReadStatePayload { channel: None, read_state: None, errors: failure.expected()? }),
        }
    }
}

async fn mark(ctx: &Context<'_>, viewer: &Viewer, input: MarkReadInput) -> Result<ChannelId, Failure> {
    if input.up_to_sequence < 0 {
        return Err(input::invalid("upToSequence", "must not be negative").into());
    }
    let (channel, _) = visible::channel_named(ctx, &input.channel_id).await?.ok_or_else(UserError::no_channel)?;
    let now = given::<Ambient>(ctx)?.now();
    let head = given::<Store>(ctx)?.mark_read(viewer, channel, input.up_to_sequence.into(), now).await?;
    Loaders::of(ctx)?.forget_rows().head.prime(channel, head).await;
    Ok(channel)
}

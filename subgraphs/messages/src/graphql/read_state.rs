//! `ReadState`.

use async_graphql::{Context, Object};
use chat_graph::{DateTime, Fault};
use chat_model::ChannelId;

use super::{
    loader::Loaders,
    message::{Message, narrow},
};
use crate::{domain, store::messages::Span};

/// How far the viewer has read in a channel that they may read.
#[derive(Debug, Clone, Copy)]
pub struct ReadState {
    channel: ChannelId,
    state: domain::ReadState,
    /// The sequence of the channel's last message.
    last: i64,
}

impl ReadState {
    /// The viewer's in `channel`.
    pub(super) async fn of(ctx: &Context<'_>, channel: ChannelId) -> Result<Self, Fault> {
        let rows = Loaders::of(ctx)?.rows();
        let (state, last) = tokio::try_join!(rows.read_state.load(channel), rows.head.load(channel))?;
        let state = state.unwrap_or_else(|| domain::ReadState::nothing(channel));
        Ok(Self { channel, state, last: last.unwrap_or_default() })
    }

    /// The sequence of the first message that the viewer has not read.
    pub(super) fn next(&self) -> Option<i64> {
        self.state.first_unread(self.last)
    }
}

/// How far the viewer has read.
#[Object]
impl ReadState {
    /// Everything up to here has been read; 0 if nothing.
    async fn last_read_sequence(&self) -> i32 {
        narrow(self.state.last_read)
    }

    /// How many messages came since.
    async fn unread_count(&self) -> i32 {
        narrow(self.state.unread(self.last))
    }

    /// The first of them.
    async fn first_unread(&self, ctx: &Context<'_>) -> Result<Option<Message>, Fault> {
        let Some(sequence) = self.next() else { return Ok(None) };
        let span = Span { channel: self.channel, from: sequence, to: sequence };
        let messages = Loaders::of(ctx)?.rows().messages.load(span).await?;
        Ok(messages.unwrap_or_default().into_iter().next().map(Into::into))
    }

    /// When it last moved; when the channel was made, if never.
    async fn updated_at(&self) -> DateTime {
        self.state.updated_at.into()
    }
}

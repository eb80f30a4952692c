//! `ReadState`.

use async_graphql::{Context, Object};
use chat_graph::{DateTime, Fault};
use chat_model::ChannelId;

use super::{
    loader::Loaders,
    message::{Message, narrow},
};
use crate::store::{heads::Head, messages::Span};

/// How far the viewer has read in a channel that they may read.
#[derive(Debug, Clone, Copy)]
pub struct ReadState {
    channel: ChannelId,
    head: Head,
}

impl ReadState {
    /// The viewer's in `channel`.
    pub(super) async fn of(ctx: &Context<'_>, channel: ChannelId) -> Result<Self, Fault> {
        let head = Loaders::of(ctx)?.rows().head.load(channel).await?;
        Ok(Self { channel, head: head.unwrap_or_else(|| Head::empty(channel)) })
    }

    /// The sequence of the first message that the viewer has not read.
    pub(super) fn next(&self) -> Option<i64> {
        self.head.read.first_unread(self.head.last)
    }
}

/// How far the viewer has read.
#[Object]
impl ReadState {
    /// Everything up to here has been read; 0 if nothing.
    async fn last_read_sequence(&self) -> i32 {
        narrow(self.head.read.last_read)
    }

    /// How many messages came since.
    async fn unread_count(&self) -> i32 {
        narrow(self.head.read.unread(self.head.last))
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
        self.head.read.updated_at.into()
    }
}

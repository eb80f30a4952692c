//! What messages contributes to `Channel`.

use async_graphql::{Context, ID, Object};
use chat_graph::{Connection, DateTime, Fault};
use chat_model::{
    ChannelId, Timestamp,
    cursor::Cursor,
    page::{Page, PageArguments, PageRequest, PageSize},
};

use super::{
    loader::Loaders,
    message::{Message, narrow},
    read_state::ReadState,
    visible,
};
use crate::{
    domain::{self, Window, max},
    store::messages::Span,
};

/// A channel that the viewer may read, or of which that cannot be found out now: each field asks before it answers.
#[derive(Debug, Clone, Copy)]
pub struct Channel(pub(super) ChannelId);

/// Several subgraphs contribute to it and it is reachable without its owner, so only `id` is non-null.
#[Object]
impl Channel {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.to_string().into()
    }

    /// Its messages, the earliest first.
    #[graphql(complexity = "chat_graph::limit::page_cost(first, last, 50, child_complexity)")]
    async fn messages(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Option<Connection<Message>>, Fault> {
        let page = PageRequest::check(&PageArguments { first, after, last, before }, PageSize::STANDARD)?;
        let Some(end) = self.end(ctx).await? else { return Ok(None) };
        self.messages_in(ctx, domain::window(end, &page)).await.map(Some)
    }

    /// A window with the target in the middle: permalink, search hit, date jump, first unread. Exactly one argument.
    #[graphql(
        complexity = "chat_graph::limit::page_cost(radius.map(|radius| radius.saturating_mul(2).saturating_add(1)), None, 51, child_complexity)"
    )]
    async fn messages_around(
        &self,
        ctx: &Context<'_>,
        message_id: Option<ID>,
        at: Option<DateTime>,
        first_unread: Option<bool>,
        #[graphql(default = 25)] radius: Option<i32>,
    ) -> Result<Option<Connection<Message>>, Fault> {
        let target = Target::check(message_id, at, first_unread)?;
        let radius = i64::from(radius.unwrap_or(25));
        if !(1..=max::RADIUS).contains(&radius) {
            return Err(Fault::BadInput(format!("`radius` must be between 1 and {}", max::RADIUS)));
        }
        let Some(end) = self.end(ctx).await? else { return Ok(None) };
        match self.sequence_of(ctx, target, end).await? {
            Some(target) => self.messages_in(ctx, domain::around(end, target, radius)).await.map(Some),
            None => Ok(None),
        }
    }

    /// The latest message.
    async fn last_message(&self, ctx: &Context<'_>) -> Result<Option<Message>, Fault> {
        match self.end(ctx).await? {
            None | Some(0) => Ok(None),
            Some(end) => Ok(self.span(ctx, end, end).await?.pop()),
        }
    }

    /// The sequence of the latest message; 0 while there is none.
    async fn last_sequence(&self, ctx: &Context<'_>) -> Result<Option<i32>, Fault> {
        Ok(self.end(ctx).await?.map(narrow))
    }

    /// How far the viewer has read.
    async fn viewer_read_state(&self, ctx: &Context<'_>) -> Result<Option<ReadState>, Fault> {
        match visible::channel(ctx, self.0).await? {
            Some(_) => ReadState::of(ctx, self.0).await.map(Some),
            None => Ok(None),
        }
    }
}

/// What a window is made around.
enum Target {
    Message(ID),
    At(Timestamp),
    FirstUnread,
}

impl Target {
    fn check(message_id: Option<ID>, at: Option<DateTime>, first_unread: Option<bool>) -> Result<Self, Fault> {
        match (message_id, at, first_unread) {
            (Some(id), None, None) => Ok(Self::Message(id)),
            (None, Some(DateTime(at)), None) => Ok(Self::At(at)),
            (None, None, Some(true)) => Ok(Self::FirstUnread),
            _ => Err(Fault::BadInput("give exactly one of `messageId`, `at` and `firstUnread: true`".to_owned())),
        }
    }
}

impl Channel {
    /// The sequence of the latest message, 0 while there is none. None if the viewer may not read here.
    async fn end(&self, ctx: &Context<'_>) -> Result<Option<i64>, Fault> {
        if visible::channel(ctx, self.0).await?.is_none() {
            return Ok(None);
        }
        let head = Loaders::of(ctx)?.rows().head.load(self.0).await?;
        Ok(Some(head.map_or(0, |head| head.last)))
    }

    /// Where `target` stands. None if it is not in this channel.
    async fn sequence_of(&self, ctx: &Context<'_>, target: Target, end: i64) -> Result<Option<i64>, Fault> {
        match target {
            Target::Message(id) => {
                let found = visible::message_named(ctx, &id).await?;
                Ok(found.filter(|(message, _)| message.channel == self.0).map(|(message, _)| message.sequence))
            }
            Target::At(at) => {
                let found = Loaders::of(ctx)?.rows().sequence_at.load((self.0, at)).await?;
                // Nothing came since: the end is as near as it gets.
                Ok(Some(found.unwrap_or(end)))
            }
            Target::FirstUnread => Ok(Some(ReadState::of(ctx, self.0).await?.next().unwrap_or(end))),
        }
    }

    async fn messages_in(&self, ctx: &Context<'_>, window: Window) -> Result<Connection<Message>, Fault> {
        let nodes = if window.is_empty() { Vec::new() } else { self.span(ctx, window.from, window.to).await? };
        let page = Page { nodes, has_next: window.has_next, has_previous: window.has_previous };
        Ok(Connection::new(page, |message| message.0.sequence.encode()))
    }

    async fn span(&self, ctx: &Context<'_>, from: i64, to: i64) -> Result<Vec<Message>, Fault> {
        let messages = Loaders::of(ctx)?.rows().messages.load(Span { channel: self.0, from, to }).await?;
        Ok(messages.unwrap_or_default().into_iter().map(Into::into).collect())
    }
}

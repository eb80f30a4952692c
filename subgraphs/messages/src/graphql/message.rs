//! `Message`.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object};
use chat_chassis::Ambient;
use chat_graph::{DateTime, Fault, caller::given};
use chat_model::page::{Page, PageArguments, PageRequest, PageSize};

use super::{
    channel::Channel,
    edit::MessageEditConnection,
    loader::{EditsOf, Loaders},
    user::User,
    visible,
};
use crate::domain;

/// How many former texts a page has.
const EDITS: PageSize = PageSize { default: 20, max: 100 };

/// A message that the viewer may read. Nothing else is ever made into one.
#[derive(Debug, Clone)]
pub struct Message(pub(super) Arc<domain::Message>);

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::MessageKind")]
pub enum MessageKind {
    /// A person.
    User,
    /// A program with an account.
    Bot,
    /// The chat itself.
    System,
}

impl From<Arc<domain::Message>> for Message {
    fn from(message: Arc<domain::Message>) -> Self {
        Self(message)
    }
}

/// A message. Once deleted it stays in its place, without text.
#[Object]
impl Message {
    /// Its id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Dense, gapless per channel, assigned at commit: THE order. Unread counts and gap detection are subtraction.
    async fn sequence(&self) -> i32 {
        narrow(self.0.sequence)
    }

    /// Where it stands.
    async fn channel(&self) -> Option<Channel> {
        Some(Channel(self.0.channel))
    }

    /// The crossing the project is about. Null only while users cannot answer, or when a system wrote it.
    async fn author(&self) -> Option<User> {
        self.0.author.map(Into::into)
    }

    /// Null for system messages only: survives a users outage, so clients can still group by author.
    async fn author_id(&self) -> Option<ID> {
        self.0.author.map(|author| author.to_string().into())
    }

    /// Last nickname messages heard of (replica of users' events): render this while `author` is null.
    async fn author_name(&self, ctx: &Context<'_>) -> Result<String, Fault> {
        let Some(author) = self.0.author else { return Ok("system".to_owned()) };
        let name = Loaders::of(ctx)?.rows().user_name.load(author).await?;
        Ok(name.unwrap_or_else(|| "unknown".to_owned()))
    }

    /// What kind of author wrote it.
    async fn kind(&self) -> MessageKind {
        self.0.kind.into()
    }

    /// CommonMark source; empty once deleted.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// The body as HTML that can be shown as it is: no scripts, no images, and links only to http, https and mailto.
    #[graphql(complexity = 10)]
    async fn body_html(&self) -> String {
        domain::html(&self.0.body)
    }

    /// The body without its marks.
    #[graphql(complexity = 5)]
    async fn body_text(&self) -> String {
        domain::plain(&self.0.body)
    }

    /// When it was sent. Never the order: that is `sequence`.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When its text was last replaced.
    async fn edited_at(&self) -> Option<DateTime> {
        self.0.edited_at.map(Into::into)
    }

    /// When it was deleted.
    async fn deleted_at(&self) -> Option<DateTime> {
        self.0.deleted_at.map(Into::into)
    }

    /// Grows with every change, from 1.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The texts that it had before, the oldest first. The latest hundred are kept, none once it is deleted.
    #[graphql(complexity = "chat_graph::limit::page_cost(first, None, 20, child_complexity)")]
    async fn edits(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20)] first: Option<i32>,
        after: Option<String>,
    ) -> Result<MessageEditConnection, Fault> {
        let page = PageRequest::check(&PageArguments { first, after, ..PageArguments::default() }, EDITS)?;
        if self.0.edited_at.is_none() || self.0.deleted_at.is_some() {
            return Ok(Page::empty().into());
        }
        let key = EditsOf { message: self.0.id, page };
        Ok(Loaders::of(ctx)?.rows().edits.load(key).await?.unwrap_or_else(Page::empty).into())
    }

    /// The message that it answers.
    async fn reply_to(&self, ctx: &Context<'_>) -> Result<Option<Message>, Fault> {
        let Some(id) = self.0.reply_to else { return Ok(None) };
        Ok(visible::message(ctx, id).await?.map(|(message, _)| message.into()))
    }

    /// Echo of the sender's key, to the sender only: replaces the optimistic copy.
    async fn nonce(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        let viewer = Loaders::of(ctx)?.viewer();
        let is_own = viewer.is_some() && viewer == self.0.author;
        Ok(self.0.nonce.filter(|_| is_own).map(|nonce| nonce.to_string()))
    }

    /// Whether the viewer may edit it now.
    async fn viewer_can_edit(&self, ctx: &Context<'_>) -> Result<bool, Fault> {
        let now = given::<Ambient>(ctx)?.now();
        self.viewer_can(ctx, |standing, message, viewer| standing.check_edit(message, viewer, now)).await
    }

    /// Whether the viewer may delete it now.
    async fn viewer_can_delete(&self, ctx: &Context<'_>) -> Result<bool, Fault> {
        self.viewer_can(ctx, |standing, message, viewer| match message.deleted_at {
            Some(_) => Err(domain::Refusal::NotFound),
            None => standing.check_delete(message, viewer),
        })
        .await
    }
}

impl Message {
    async fn viewer_can(
        &self,
        ctx: &Context<'_>,
        check: impl Fn(domain::Standing, &domain::Message, chat_model::UserId) -> Result<(), domain::Refusal>,
    ) -> Result<bool, Fault> {
        let Some(viewer) = Loaders::of(ctx)?.viewer() else { return Ok(false) };
        let standing = visible::channel(ctx, self.0.channel).await?;
        Ok(standing.is_some_and(|standing| check(standing, &self.0, viewer).is_ok()))
    }
}

/// A sequence as GraphQL's `Int`, which ends at two thousand millions.
pub(super) fn narrow(sequence: i64) -> i32 {
    i32::try_from(sequence).unwrap_or(i32::MAX)
}

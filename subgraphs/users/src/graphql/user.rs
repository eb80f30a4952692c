//! `User`.

use async_graphql::{Context, ID, Object};
use chat_graph::{DateTime, Fault};
use chat_model::cursor::Cursor;

use super::{loader::Loaders, previous_username::PreviousUsername, role::UserRole};
use crate::domain;

/// A user whom the caller may read.
#[derive(Debug, Clone)]
pub struct User(domain::User);

impl User {
    /// Where it stands in the list of users.
    pub(super) fn cursor(&self) -> String {
        self.0.username.key().to_owned().encode()
    }
}

impl From<domain::User> for User {
    fn from(user: domain::User) -> Self {
        Self(user)
    }
}

/// A person's or bot's account, as others see it.
#[Object]
impl User {
    /// Never changes.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Current nickname: unique case-insensitively, changeable; never use it as a key.
    async fn username(&self) -> &str {
        self.0.username.shown()
    }

    /// What they want to be called. Not unique.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// What they say of themselves.
    async fn bio(&self) -> Option<&str> {
        self.0.bio.as_deref()
    }

    /// What they may do everywhere.
    async fn role(&self) -> UserRole {
        self.0.role.into()
    }

    /// Whether a program speaks.
    async fn is_bot(&self) -> bool {
        self.0.is_bot
    }

    /// True for an erased account: username is then a neutral placeholder.
    async fn is_deleted(&self) -> bool {
        self.0.is_deleted
    }

    /// Since when there is the account.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// At most 20, the youngest first.
    async fn previous_usernames(&self, ctx: &Context<'_>) -> Result<Vec<PreviousUsername>, Fault> {
        let names = Loaders::of(ctx)?.previous_usernames.load(self.0.id).await?;
        Ok(names.unwrap_or_default().into_iter().map(Into::into).collect())
    }
}

//! The messages database. Functions say what is wanted; which tables that takes is their business.
//!
//! * [`send`], [`edit`], [`delete`], [`mark_read`]: one transaction each.
//! * [`messages`]: messages by id and in windows of their channels. [`edits`]: their former texts.
//! * [`heads`]: how far channels go, and how far a user has come in them.
//! * [`verdicts`]: what channels said of users, for when it cannot be asked.

pub mod delete;
pub mod edit;
pub mod edits;
mod entity;
pub mod heads;
pub mod mark_read;
pub mod messages;
mod read_states;
mod rows;
pub mod send;
pub mod verdicts;

use std::{collections::HashMap, sync::Arc};

use chat_model::UserId;
use chat_store::{Database, StoreError, Turns};

/// The messages database.
#[derive(Debug, Clone)]
pub struct Store {
    database: Database,
    /// Of those who send to one channel, whose sequence is one row.
    turns: Arc<Turns>,
}

impl Store {
    /// The store in `database`.
    #[must_use]
    pub fn new(database: Database) -> Self {
        Self { database, turns: Arc::default() }
    }

    /// The nicknames of these users, as far as they were heard.
    pub async fn names(&self, users: &[UserId]) -> Result<HashMap<UserId, String>, StoreError> {
        chat_nicknames::of(self.database.reader(), users).await
    }

    /// Whether it can be asked now.
    pub async fn is_ready(&self) -> bool {
        self.database.is_ready().await
    }
}

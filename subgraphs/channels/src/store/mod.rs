//! The channels database. Functions say what is wanted; which tables that takes is their business.
//!
//! * [`seen`]: a channel together with what makes it visible to one user: the read that everything else stands on.
//! * [`listing`]: channels in pages. [`members`]: memberships in pages.
//! * [`create`], [`direct`], [`join`], [`leave`], [`update`]: one transaction each, which ends with telling others of it
//!   (`events.rs`).

pub mod create;
pub mod direct;
mod entity;
mod events;
pub mod join;
pub mod leave;
pub mod listing;
pub mod members;
mod rows;
pub mod seen;
pub mod update;

use std::{collections::HashMap, sync::Arc};

use chat_bus::Log;
use chat_model::UserId;
use chat_store::{Database, StoreError, Turns};
use sea_orm::{EntityTrait, PaginatorTrait};

/// The channels database.
#[derive(Debug, Clone)]
pub struct Store {
    database: Database,
    log: Log,
    /// Of those who change one channel, whose row they lock.
    turns: Arc<Turns>,
}

impl Store {
    /// The store in `database`.
    #[must_use]
    pub fn new(database: Database) -> Self {
        Self { log: Log::new(database.clone()), database, turns: Arc::default() }
    }

    /// What others are told, in the order of what happened.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The nicknames of these users, as far as they were heard.
    pub async fn names(&self, users: &[UserId]) -> Result<HashMap<UserId, String>, StoreError> {
        chat_nicknames::of(self.database.reader(), users).await
    }

    /// How many channels there are, of all kinds.
    pub async fn count(&self) -> Result<u64, StoreError> {
        Ok(entity::channel::Entity::find().count(self.database.reader()).await?)
    }

    /// Whether it can be asked now.
    pub async fn is_ready(&self) -> bool {
        self.database.is_ready().await
    }
}

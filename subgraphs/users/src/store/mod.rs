//! The users database. Functions say what is wanted; which tables that takes is their business.
//!
//! * [`users`]: users by id, by name and in pages. [`names`]: which names are free, and who had which.
//! * [`accounts`]: what only their owner may know; who logs in.
//! * [`register`], [`sessions`], [`refresh`], [`rename`], [`profile`]: one transaction each.
//!
//! Transactions lock in one order, so that none waits for one that waits for it: the user, then sessions, then tokens, and
//! last of all the log, which tells others what they did (`events.rs`).

pub mod accounts;
mod entity;
mod events;
pub mod names;
pub mod profile;
pub mod refresh;
pub mod register;
pub mod rename;
mod rows;
pub mod sessions;
pub mod users;

use chat_bus::Log;
use chat_store::{Database, StoreError};
use sea_orm::{EntityTrait, PaginatorTrait};

/// The users database.
#[derive(Debug, Clone)]
pub struct Store {
    database: Database,
    log: Log,
}

/// The session that asks is over, although its access token still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedOut;

impl Store {
    /// The store in `database`.
    #[must_use]
    pub fn new(database: Database) -> Self {
        Self { log: Log::new(database.clone()), database }
    }

    /// What others are told, in the order of what happened.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// How many users there are.
    pub async fn count(&self) -> Result<u64, StoreError> {
        Ok(entity::user::Entity::find().count(self.database.reader()).await?)
    }

    /// Whether it can be asked now.
    pub async fn is_ready(&self) -> bool {
        self.database.is_ready().await
    }
}

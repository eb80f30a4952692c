//! The log of one service.
//!
//! It is the outbox, what live streams are made of, and what replicas are rebuilt from. Its order is that of positions, which
//! are dense in each shard: a head is a row, and taking positions locks it until the transaction ends. So they become
//! visible in order, and a reader that takes `position > cursor` can skip nothing. That is also why [`append`] comes last in a
//! transaction: other writers of the shard wait from there on.
//!
//! Never order by a number that a sequence or a transaction got before it was visible: late commits would be skipped.

mod append;
mod compact;
mod epoch;
mod read;

pub use append::append;
pub use read::{Entry, Page};

use chat_store::Database;

/// The log in a service's own database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Log {
    database: Database,
}

impl Log {
    /// The log in `database`, whose migrations have made its tables.
    #[must_use]
    pub fn new(database: Database) -> Self {
        Self { database }
    }
}

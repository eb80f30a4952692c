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

use std::{sync::Arc, time::Duration};

use chat_chassis::Ambient;
use chat_model::Timestamp;
use chat_store::{Database, StoreError};
use tokio::{sync::Notify, time::Instant};

use crate::SHARDS;

/// Where each shard ends, or how far somebody has read in each, by its number.
pub type Positions = [i64; SHARDS as usize];

/// How often the heads are looked at for what another process has written.
const POLL: Duration = Duration::from_millis(250);

/// The log in a service's own database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Log {
    database: Database,
    written: Arc<Notify>,
}

impl Log {
    /// The log in `database`, whose migrations have made its tables.
    #[must_use]
    pub fn new(database: Database) -> Self {
        Self { database, written: Arc::default() }
    }

    /// Something was committed: whoever waits in this process need not wait for the next look.
    pub fn wake(&self) {
        self.written.notify_waiters();
    }

    /// Where the shards ended at the instant that is returned too: as soon as one of them goes on beyond `after`, or else at
    /// `deadline`.
    pub async fn beyond(
        &self,
        after: &Positions,
        deadline: Instant,
        ambient: &Ambient,
    ) -> Result<(Positions, Timestamp), StoreError> {
        loop {
            // Before looking, so that nothing is written in between unnoticed.
            let written = self.written.notified();
            let at = ambient.now();
            let heads = self.heads().await?;
            if heads.iter().zip(after).any(|(head, after)| head > after) || Instant::now() >= deadline {
                return Ok((heads, at));
            }
            let _ = tokio::time::timeout_at(deadline.min(Instant::now() + POLL), written).await;
        }
    }
}

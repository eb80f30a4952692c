//! What viewers may do in channels: asked of the [`Authority`], and remembered for when it cannot be asked.
//!
//! A replica of what channels knows, kept by asking. Remembering costs a request nothing: what it hears goes to
//! `memory.rs`, and from there [`Standings::keep_writing`] brings it to the table `verdicts`, many at once. The
//! table is read only when asking has failed.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Weak},
    time::Duration,
};

use chat_chassis::{Ambient, Viewer, telemetry};
use chat_model::ChannelId;
use chat_store::StoreError;
use tokio::{sync::Notify, time};

use crate::{
    Store,
    authority::{Authority, AuthorityUnavailable},
    domain::{Heard, Patience, Standing},
    memory::Memory,
};

/// Between two writes, so that what is heard a thousand times a second is not written as often.
const PAUSE: Duration = Duration::from_secs(1);
/// How much one statement writes at most.
const BATCH: usize = 500;

/// Says what viewers may do.
pub struct Standings {
    authority: Arc<dyn Authority>,
    store: Store,
    patience: Patience,
    ambient: Ambient,
    memory: Memory,
    /// Something was heard, or nobody will ask any more.
    wake: Arc<Notify>,
}

/// What is known of a viewer in some channels: a standing, or that none can be found out now. A channel that does not
/// exist is left out.
pub type Found = HashMap<ChannelId, Result<Standing, AuthorityUnavailable>>;

impl Standings {
    /// Asks `authority`, and remembers in `store` what it said, for as long as `patience` says.
    #[must_use]
    pub fn new(authority: Arc<dyn Authority>, store: Store, patience: Patience, ambient: Ambient) -> Self {
        Self { authority, store, patience, ambient, memory: Memory::default(), wake: Arc::default() }
    }

    /// What `viewer` may do in each of `channels`. Fails only where the authority does not answer and the table cannot be
    /// read.
    pub async fn of(&self, viewer: &Viewer, channels: &[ChannelId]) -> Result<Found, StoreError> {
        // Before asking: what is answered is true of now or later, however long the answer takes.
        let at = self.ambient.now();
        match self.authority.verdicts(viewer, channels).await {
            Ok(verdicts) => {
                let heard = channels
                    .iter()
                    .zip(&verdicts)
                    .map(|(channel, verdict)| ((viewer.user, *channel), Heard { verdict: *verdict, at }));
                let dropped = self.memory.hear(heard);
                if dropped > 0 {
                    tracing::warn!(dropped, "no room to remember these verdicts");
                }
                self.wake.notify_one();
                let told = channels.iter().zip(verdicts);
                Ok(told.filter_map(|(channel, verdict)| Some((*channel, Ok(verdict?.into())))).collect())
            }
            Err(AuthorityUnavailable) => self.remembered(viewer, channels).await,
        }
    }

    /// Writes what waits to be written, and returns how much that was. What cannot be written goes on waiting.
    pub async fn write(&self) -> Result<usize, StoreError> {
        let mut written = 0;
        loop {
            let batch = self.memory.pending(BATCH);
            if batch.is_empty() {
                return Ok(written);
            }
            self.store.keep_heard(&batch).await?;
            self.memory.written(&batch);
            written += batch.len();
        }
    }

    /// Writes whenever something was heard, until `standings` is dropped.
    pub async fn keep_writing(standings: Weak<Self>) {
        let Some(wake) = standings.upgrade().map(|standings| standings.wake.clone()) else { return };
        loop {
            wake.notified().await;
            let Some(standings) = standings.upgrade() else { return };
            match standings.write().await {
                Ok(0) => {}
                Ok(verdicts) => tracing::debug!(verdicts, "remembered"),
                Err(error) => {
                    tracing::warn!(error = telemetry::chain(&error), "verdicts are not remembered now");
                    // Later, even if nothing more is heard.
                    wake.notify_one();
                }
            }
            drop(standings);
            time::sleep(PAUSE).await;
        }
    }

    async fn remembered(&self, viewer: &Viewer, channels: &[ChannelId]) -> Result<Found, StoreError> {
        let table = self.store.heard(viewer.user, channels).await?;
        let now = self.ambient.now();
        let standing = |channel: &ChannelId| {
            let heard = newer(table.get(channel).copied(), self.memory.unwritten((viewer.user, *channel)));
            heard.and_then(|heard| heard.remembered(now, self.patience)).ok_or(AuthorityUnavailable)
        };
        Ok(channels.iter().map(|channel| (*channel, standing(channel))).collect())
    }
}

impl Drop for Standings {
    /// Lets [`Standings::keep_writing`] see that it is over.
    fn drop(&mut self) {
        self.wake.notify_one();
    }
}

impl fmt::Debug for Standings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Standings").field("authority", &self.authority).finish_non_exhaustive()
    }
}

fn newer(one: Option<Heard>, other: Option<Heard>) -> Option<Heard> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.is_newer_than(&one) { other } else { one }),
        (one, other) => one.or(other),
    }
}

//! Following another service's log.
//!
//! Events come at least once, in the order of each shard. What is done about one, and that it was done, is one transaction
//! ([`Inbox`]), so that it is done once. An event that cannot be applied must not hold up the others: it is parked, tried
//! again after 1, 5, 30 and 60 seconds, and is a dead letter after that.

mod inbox;
mod parked;

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use axum::{Extension, Router};
use chat_chassis::{
    Ambient,
    client::{CallError, ServiceClient},
    telemetry,
};
use chat_events::{Envelope, InvalidEnvelope, Owner, UnknownEvent};
use chat_model::Timestamp;
use chat_store::{Database, StoreError};
use sea_orm::DatabaseTransaction;
use serde_json::value::RawValue;
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

use crate::{
    Positions,
    feed::{self, Answer, EventAnswer, ShardAnswer},
};
use inbox::{Inbox, Piece};
pub use parked::DeadLetter;

/// How long the other service may wait for something new before it answers: so old is the knowledge that there is nothing.
const WAIT: Duration = Duration::from_secs(1);
/// How much longer the answer may take.
const GRACE: Duration = Duration::from_secs(2);
/// How long to wait before asking again when nobody answered.
const PAUSE: Duration = Duration::from_millis(250);

/// What a service does about an event.
pub trait Apply: Send + Sync + 'static {
    /// Applies `event` within the transaction that notes that it was. The same event may come again: a version that is not
    /// newer than what is known changes nothing.
    fn apply<'a>(
        &'a self,
        transaction: &'a DatabaseTransaction,
        event: &'a Envelope,
    ) -> Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'a>>;
}

/// A follower at work. It ends when the last copy is dropped.
#[derive(Clone)]
pub struct Following(#[expect(dead_code, reason = "held for what its end does")] Arc<AbortOnDropHandle<()>>);

impl Following {
    /// `routes`, which the follower works for: it ends with them.
    pub fn beside(self, routes: Router) -> Router {
        routes.layer(Extension(self))
    }
}

/// Following fails now. It is tried again.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The other service does not answer.
    #[error(transparent)]
    Call(#[from] CallError),
    /// It answers something else.
    #[error("the answer is not a part of a log")]
    Answer,
    /// The own database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Follows one other service.
pub struct Follower {
    source: Owner,
    client: ServiceClient,
    inbox: Inbox,
    apply: Arc<dyn Apply>,
    ambient: Ambient,
    /// When everything that the other service had said until then was applied.
    current: watch::Sender<Option<Timestamp>>,
}

impl Follower {
    /// Follows `source`, which is called through `client`, and applies its events to `database` by `apply`.
    #[must_use]
    pub fn new(
        source: Owner,
        client: ServiceClient,
        database: Database,
        apply: Arc<dyn Apply>,
        ambient: Ambient,
    ) -> Self {
        let inbox = Inbox::new(database, source);
        Self { source, client, inbox, apply, ambient, current: watch::Sender::new(None) }
    }

    /// Up to when the replica is current: everything that had happened at the source by then is applied. None before the first
    /// time. Its age is the replica's lag.
    pub fn current(&self) -> watch::Receiver<Option<Timestamp>> {
        self.current.subscribe()
    }

    /// Follows from now on, in a task of its own, until what is returned is dropped.
    #[must_use]
    pub fn spawn(self) -> Following {
        Following(Arc::new(AbortOnDropHandle::new(tokio::spawn(async move { self.run().await }))))
    }

    /// Follows for as long as it is polled.
    pub async fn run(&self) {
        loop {
            if let Err(error) = self.step(WAIT).await {
                tracing::debug!(source = %self.source, error = telemetry::chain(&error), "events do not come now");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    /// Applies all that there is now, and does not wait for more.
    pub async fn catch_up(&self) -> Result<(), FollowError> {
        while !self.step(Duration::ZERO).await? {}
        Ok(())
    }

    /// The events that were given up.
    pub async fn dead_letters(&self) -> Result<Vec<DeadLetter>, StoreError> {
        self.inbox.dead_letters().await
    }

    /// Asks once, and applies what came. Says whether that was all.
    async fn step(&self, wait: Duration) -> Result<bool, FollowError> {
        self.inbox.retry_parked(&*self.apply, self.ambient.now()).await?;
        let (epoch, after) = self.inbox.positions().await?;
        let body = self.client.get(&path(&after, wait), wait + GRACE).await?;
        let answer: Answer<'_> = serde_json::from_slice(&body).map_err(|_| FollowError::Answer)?;
        if epoch != Some(answer.epoch) {
            if epoch.is_some() {
                tracing::warn!(source = %self.source, "another log: everything is applied anew");
            }
            self.inbox.begin(answer.epoch).await?;
            return Ok(false);
        }
        for shard in &answer.shards {
            let after = after.get(usize::from(shard.shard)).copied().ok_or(FollowError::Answer)?;
            self.take(shard, after).await?;
        }
        if answer.is_whole {
            self.current.send_replace(Some(answer.at));
        }
        Ok(answer.is_whole)
    }

    /// Applies what is new in a shard after `after`: all of it in one transaction, or, where something cannot be applied, one by
    /// one.
    async fn take(&self, shard: &ShardAnswer<'_>, after: i64) -> Result<(), StoreError> {
        let all = Piece { shard: shard.shard, after, upto: shard.upto };
        let events: Vec<_> = shard.events.iter().map(|event| read(self.source, &event.event)).collect();
        let good: Result<Vec<Option<&Envelope>>, _> =
            events.iter().map(|event| event.as_ref().map(Option::as_ref)).collect();
        if let Ok(good) = good.map(|good| good.into_iter().flatten().collect::<Vec<_>>())
            && self.inbox.apply(&*self.apply, &good, all).await.is_ok()
        {
            return Ok(());
        }
        let mut after = after;
        for (event, envelope) in shard.events.iter().zip(&events) {
            let piece = Piece { shard: shard.shard, after, upto: event.position };
            self.take_one(event, envelope, piece).await?;
            after = event.position;
        }
        self.inbox.apply(&*self.apply, &[], Piece { after, ..all }).await
    }

    async fn take_one(
        &self,
        event: &EventAnswer<'_>,
        envelope: &Result<Option<Envelope>, InvalidEnvelope>,
        piece: Piece,
    ) -> Result<(), StoreError> {
        let reason = match envelope {
            Err(error) => error.to_string(),
            Ok(envelope) => {
                let envelope: Vec<&Envelope> = envelope.iter().collect();
                match self.inbox.apply(&*self.apply, &envelope, piece).await {
                    Ok(()) => return Ok(()),
                    // While the database is away, nothing is the event's fault.
                    Err(error) if error.is_retryable() => return Err(error),
                    Err(error) => telemetry::chain(&error),
                }
            }
        };
        tracing::error!(source = %self.source, shard = piece.shard, position = piece.upto, reason, "an event cannot be applied");
        self.inbox.park(piece, event.event.get(), &reason, self.ambient.now()).await
    }
}

fn path(after: &Positions, wait: Duration) -> String {
    let after: Vec<String> = after.iter().map(ToString::to_string).collect();
    format!("{}?after={}&wait={}", feed::PATH, after.join(","), wait.as_millis())
}

/// An event of `source`; none if this release does not know it, and so does not need it.
fn read(source: Owner, json: &RawValue) -> Result<Option<Envelope>, InvalidEnvelope> {
    match Envelope::from_json(json.get().as_bytes()) {
        Ok(envelope) if envelope.owner() == source => Ok(Some(envelope)),
        Ok(_) => Err(InvalidEnvelope::Form("it is not from there".to_owned())),
        Err(InvalidEnvelope::Event(UnknownEvent::Type(_))) => Ok(None),
        Err(error) => Err(error),
    }
}

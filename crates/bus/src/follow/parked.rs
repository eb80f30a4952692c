//! Events that could not be applied: tried again, and in the end given up, out of the way of all others.

use std::convert::Infallible;

use chat_events::Envelope;
use chat_model::Timestamp;
use chat_store::{Abort, StoreError, write};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Set};

use super::{
    Apply,
    inbox::{Inbox, Piece, advance, next_delivery},
};
use crate::entity::parked;

/// How many are tried again in one go.
const AT_ONCE: u64 = 20;
/// How many dead letters are shown at once.
const SHOWN: u64 = 1_000;
/// How much of the reason is kept, in bytes.
const MAX_REASON: usize = 500;

/// An event that was given up after five deliveries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Where it is in the source's log.
    pub shard: i16,
    /// Its position there.
    pub position: i64,
    /// The event, as it came.
    pub event: String,
    /// Why it could not be applied, the last time.
    pub reason: String,
}

impl Inbox {
    /// Sets the event that is all of `piece` aside, to be tried again.
    pub async fn park(&self, piece: Piece, event: &str, reason: &str, now: Timestamp) -> Result<(), StoreError> {
        let parked = write!(self.database, |transaction| {
            if advance(transaction, self.source, piece).await? {
                let row = parked::ActiveModel {
                    source: Set(self.source.as_str().to_owned()),
                    shard: Set(i16::from(piece.shard)),
                    position: Set(piece.upto),
                    event: Set(event.to_owned()),
                    deliveries: Set(1),
                    next_at: Set(next_delivery(1, now).map(Timestamp::as_millis)),
                    reason: Set(shortened(reason)),
                };
                parked::Entity::insert(row).exec_without_returning(transaction).await?;
            }
            Ok::<_, Abort<Infallible>>(())
        })?;
        let Ok(()) = parked;
        Ok(())
    }

    /// Tries those again that are due.
    pub async fn retry_parked(&self, apply: &dyn Apply, now: Timestamp) -> Result<(), StoreError> {
        let due = parked::Entity::find()
            .filter(parked::Column::Source.eq(self.source.as_str()))
            .filter(parked::Column::NextAt.lte(now.as_millis()))
            .order_by_asc(parked::Column::NextAt)
            .limit(AT_ONCE)
            .all(self.database.reader())
            .await?;
        for row in due {
            self.retry(apply, row, now).await?;
        }
        Ok(())
    }

    /// The events of the source that were given up, the first of them first.
    pub async fn dead_letters(&self) -> Result<Vec<DeadLetter>, StoreError> {
        let rows = parked::Entity::find()
            .filter(parked::Column::Source.eq(self.source.as_str()))
            .filter(parked::Column::NextAt.is_null())
            .order_by_asc(parked::Column::Shard)
            .order_by_asc(parked::Column::Position)
            .limit(SHOWN)
            .all(self.database.reader())
            .await?;
        let letter = |row: parked::Model| DeadLetter {
            shard: row.shard,
            position: row.position,
            event: row.event,
            reason: row.reason,
        };
        Ok(rows.into_iter().map(letter).collect())
    }

    async fn retry(&self, apply: &dyn Apply, row: parked::Model, now: Timestamp) -> Result<(), StoreError> {
        let failure = match Envelope::from_json(row.event.as_bytes()) {
            Err(error) => error.to_string(),
            Ok(event) => {
                let applied = async {
                    write!(self.database, |transaction| {
                        apply.apply(transaction, &event).await?;
                        row.clone().into_active_model().delete(transaction).await?;
                        Ok::<_, Abort<Infallible>>(())
                    })
                };
                match applied.await {
                    Ok(Ok(())) => return Ok(()),
                    // While the database is away, nothing is the event's fault.
                    Err(error) if error.is_retryable() => return Err(error),
                    Err(error) => chat_chassis::telemetry::chain(&error),
                }
            }
        };
        let deliveries = row.deliveries.saturating_add(1);
        let next = next_delivery(deliveries, now);
        if next.is_none() {
            let (source, shard, position) = (self.source, row.shard, row.position);
            tracing::error!(%source, shard, position, reason = failure, "an event was given up: a dead letter");
        }
        let mut row = row.into_active_model();
        row.deliveries = Set(deliveries);
        row.next_at = Set(next.map(Timestamp::as_millis));
        row.reason = Set(shortened(&failure));
        let noted = write!(self.database, |transaction| {
            row.clone().update(transaction).await?;
            Ok::<_, Abort<Infallible>>(())
        })?;
        let Ok(()) = noted;
        Ok(())
    }
}

fn shortened(reason: &str) -> String {
    let end = (0..=MAX_REASON.min(reason.len())).rev().find(|end| reason.is_char_boundary(*end));
    reason[..end.unwrap_or_default()].to_owned()
}

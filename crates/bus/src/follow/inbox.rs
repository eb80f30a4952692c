//! How far another service's log is applied, in the follower's own database.

use std::convert::Infallible;

use chat_events::{Envelope, Owner};
use chat_model::Timestamp;
use chat_store::{Abort, Database, StoreError};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use super::Apply;
use crate::{Positions, SHARDS, Shard, entity::inbox};

/// What came of one source.
pub(super) struct Inbox {
    pub(super) database: Database,
    pub(super) source: Owner,
}

/// A part of a shard, which is applied as one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub shard: u8,
    /// After which position it begins.
    pub after: i64,
    /// Up to which it goes.
    pub upto: i64,
}

impl Inbox {
    pub fn new(database: Database, source: Owner) -> Self {
        Self { database, source }
    }

    /// Of which log, and how far in each shard; no epoch before the first time.
    pub async fn positions(&self) -> Result<(Option<Uuid>, Positions), StoreError> {
        let rows = inbox::Entity::find()
            .filter(inbox::Column::Source.eq(self.source.as_str()))
            .all(self.database.reader())
            .await?;
        let mut positions = [0; SHARDS as usize];
        let epoch = rows.first().map(|row| row.epoch);
        for row in rows {
            let place = usize::try_from(row.shard).ok().and_then(|shard| positions.get_mut(shard));
            *place.ok_or(StoreError::Corrupt("inboxes.shard"))? = row.position;
        }
        Ok((epoch, positions))
    }

    /// Begins with the log of this epoch, from its first event on.
    pub async fn begin(&self, epoch: Uuid) -> Result<(), StoreError> {
        let begun = chat_store::write!(self.database, |transaction| {
            let rows = Shard::all().map(|shard| inbox::ActiveModel {
                source: Set(self.source.as_str().to_owned()),
                shard: Set(i16::from(shard.number())),
                epoch: Set(epoch),
                position: Set(0),
            });
            // Another process of this service may have begun already: only another log begins anew.
            let is_other = ExprTrait::ne(Expr::col((inbox::Entity, inbox::Column::Epoch)), epoch);
            let anew = OnConflict::columns([inbox::Column::Source, inbox::Column::Shard])
                .update_columns([inbox::Column::Epoch, inbox::Column::Position])
                .action_and_where(is_other)
                .to_owned();
            inbox::Entity::insert_many(rows).on_conflict(anew).exec_without_returning(transaction).await?;
            Ok::<_, Abort<Infallible>>(())
        })?;
        let Ok(()) = begun;
        Ok(())
    }

    /// Applies the events of a piece, and notes that they were, in one transaction. Does nothing where another process of
    /// this service has done so already.
    pub async fn apply(&self, apply: &dyn Apply, events: &[&Envelope], piece: Piece) -> Result<(), StoreError> {
        let applied = chat_store::write!(self.database, |transaction| {
            if advance(transaction, self.source, piece).await? {
                for event in events {
                    apply.apply(transaction, event).await?;
                }
            }
            Ok::<_, Abort<Infallible>>(())
        })?;
        let Ok(()) = applied;
        Ok(())
    }
}

/// Moves on to the end of a piece. Says whether it was this process that did. The row stays locked until the transaction ends,
/// so that of two processes one applies and the other sees that it was done.
pub(super) async fn advance(
    transaction: &impl ConnectionTrait,
    source: Owner,
    piece: Piece,
) -> Result<bool, StoreError> {
    let moved = inbox::Entity::update_many()
        .col_expr(inbox::Column::Position, Expr::value(piece.upto))
        .filter(inbox::Column::Source.eq(source.as_str()))
        .filter(inbox::Column::Shard.eq(i16::from(piece.shard)))
        .filter(inbox::Column::Position.eq(piece.after))
        .exec(transaction)
        .await?;
    Ok(moved.rows_affected == 1)
}

/// When an event that was delivered so often is delivered again; none once it is given up.
pub(super) fn next_delivery(deliveries: i32, now: Timestamp) -> Option<Timestamp> {
    let seconds = match deliveries {
        1 => 1,
        2 => 5,
        3 => 30,
        4 => 60,
        _ => return None,
    };
    Some(now.after(std::time::Duration::from_secs(seconds)))
}

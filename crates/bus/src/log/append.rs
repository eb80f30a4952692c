//! Writing to a log.

use std::collections::BTreeMap;

use chat_events::Envelope;
use chat_store::StoreError;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryTrait, Set,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::{
    Shard,
    entity::{entry, head},
};

/// Appends `events`, in their order, as the last thing that a transaction does: it commits or loses them with everything else.
/// One statement for the shard's head and one for its events.
///
/// Whoever appends to several shards holds several heads; they are taken in ascending order, so that two such writers do not
/// wait for each other for ever.
pub async fn append(transaction: &impl ConnectionTrait, events: &[Envelope]) -> Result<(), StoreError> {
    let mut shards: BTreeMap<Shard, Vec<&Envelope>> = BTreeMap::new();
    for event in events {
        shards.entry(Shard::of(event.event.key())).or_default().push(event);
    }
    for (shard, events) in shards {
        let number = i16::from(shard.number());
        let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
        let last = take(transaction, number, count).await?;
        let positions = (last - count + 1)..;
        let rows = positions.zip(&events).map(|(position, event)| row(number, position, event));
        entry::Entity::insert_many(rows).exec_without_returning(transaction).await?;
    }
    Ok(())
}

/// Takes so many positions, and returns the last of them.
async fn take(transaction: &impl ConnectionTrait, shard: i16, count: i64) -> Result<i64, StoreError> {
    let moved = Expr::col(head::Column::Position).add(count);
    let mut update = head::Entity::update_many()
        .col_expr(head::Column::Position, moved)
        .filter(head::Column::Shard.eq(shard))
        .into_query();
    update.returning(Query::returning().column(head::Column::Position));
    let row = transaction.query_one(&update).await?.ok_or(StoreError::Corrupt("log_heads"))?;
    Ok(row.try_get_by_index(0)?)
}

fn row(shard: i16, position: i64, event: &Envelope) -> entry::ActiveModel {
    entry::ActiveModel {
        shard: Set(shard),
        position: Set(position),
        lineage: Set(event.event.lineage()),
        at: Set(event.time.as_millis()),
        // JSON is UTF-8.
        envelope: Set(String::from_utf8(event.to_json()).unwrap_or_default()),
    }
}

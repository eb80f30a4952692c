//! Forgetting what nobody needs any more.

use std::convert::Infallible;

use chat_model::Timestamp;
use chat_store::{Abort, StoreError};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use super::Log;
use crate::{Shard, entity::entry};

/// How many entries one transaction looks at: on SQLite all other writers wait for it.
const BATCH: u64 = 1_000;

impl Log {
    /// Removes what is older than `before` and says nothing any more: news, and states that newer ones replace. The newest
    /// state of every lineage stays, so that a replica can always be rebuilt. Returns how many entries went.
    pub async fn compact(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut removed = 0;
        for shard in Shard::all() {
            let mut after = 0;
            while let Some(upto) = self.end_of_batch(shard, after, before).await? {
                let gone = chat_store::write!(self.database, |transaction| {
                    Ok::<_, Abort<Infallible>>(remove(transaction, shard, (after, upto), before).await?)
                })?;
                let Ok(gone) = gone;
                removed += gone;
                after = upto;
            }
        }
        Ok(removed)
    }

    /// The last position of the next so many old entries, if there are any.
    async fn end_of_batch(&self, shard: Shard, after: i64, before: Timestamp) -> Result<Option<i64>, StoreError> {
        let batch: Vec<(i64, i64)> = entry::Entity::find()
            .select_only()
            .columns([entry::Column::Position, entry::Column::At])
            .filter(entry::Column::Shard.eq(i16::from(shard.number())))
            .filter(entry::Column::Position.gt(after))
            .order_by_asc(entry::Column::Position)
            .limit(BATCH)
            .into_tuple()
            .all(self.database.reader())
            .await?;
        let (Some((_, oldest)), Some((last, _))) = (batch.first(), batch.last()) else { return Ok(None) };
        // Times hardly go back in a shard: where a batch begins with something young, what follows is young too.
        Ok((*oldest < before.as_millis()).then_some(*last))
    }
}

async fn remove(
    transaction: &impl ConnectionTrait,
    shard: Shard,
    (after, upto): (i64, i64),
    before: Timestamp,
) -> Result<u64, StoreError> {
    let newer = Alias::new("newer");
    let of = |column: entry::Column| Expr::col((newer.clone(), column));
    let mut replaced = Query::select();
    replaced
        .expr(Expr::val(1))
        .from_as(entry::Entity, newer.clone())
        .and_where(of(entry::Column::Lineage).eq(Expr::col((entry::Entity, entry::Column::Lineage))))
        .and_where(of(entry::Column::Position).gt(Expr::col((entry::Entity, entry::Column::Position))));
    let says_nothing = entry::Column::Lineage.is_null().or(Expr::exists(replaced));
    let removed = entry::Entity::delete_many()
        .filter(entry::Column::Shard.eq(i16::from(shard.number())))
        .filter(entry::Column::Position.gt(after))
        .filter(entry::Column::Position.lte(upto))
        .filter(entry::Column::At.lt(before.as_millis()))
        .filter(says_nothing)
        .exec(transaction)
        .await?;
    Ok(removed.rows_affected)
}

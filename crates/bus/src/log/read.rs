//! Reading from a log.

use chat_store::StoreError;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Log, Positions};
use crate::{
    Shard,
    entity::{entry, head},
};

/// How many entries one page has at most.
const MAX_ENTRIES: u64 = 500;

/// An event in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the shard, from 1.
    pub position: i64,
    /// Its envelope as JSON.
    pub envelope: String,
}

/// A part of a shard, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The entries. Positions that are left out between them were compacted away.
    pub entries: Vec<Entry>,
    /// Up to here the page is complete: where to read on.
    pub upto: i64,
    /// Where the shard ended when the page was read.
    pub head: i64,
}

impl Log {
    /// Where each shard ends, by its number.
    pub async fn heads(&self) -> Result<Positions, StoreError> {
        let mut heads = Positions::default();
        for row in head::Entity::find().all(self.database.reader()).await? {
            let place = usize::try_from(row.shard).ok().and_then(|shard| heads.get_mut(shard));
            *place.ok_or(StoreError::Corrupt("log_heads.shard"))? = row.position;
        }
        Ok(heads)
    }

    /// The first entries of `shard` after the position `after`: at most `limit`, and at most 500.
    pub async fn read(&self, shard: Shard, after: i64, limit: u64) -> Result<Page, StoreError> {
        let limit = limit.clamp(1, MAX_ENTRIES);
        let number = i16::from(shard.number());
        // The head first: what it counts is visible by now, so up to it nothing can still come.
        let head = head::Entity::find_by_id(number).one(self.database.reader()).await?;
        let head = head.ok_or(StoreError::Corrupt("log_heads"))?.position;
        let rows = entry::Entity::find()
            .filter(entry::Column::Shard.eq(number))
            .filter(entry::Column::Position.gt(after))
            .filter(entry::Column::Position.lte(head))
            .order_by_asc(entry::Column::Position)
            .limit(limit)
            .all(self.database.reader())
            .await?;
        let is_full = u64::try_from(rows.len()).unwrap_or(u64::MAX) == limit;
        let entries: Vec<Entry> =
            rows.into_iter().map(|row| Entry { position: row.position, envelope: row.envelope }).collect();
        let upto = match entries.last() {
            Some(last) if is_full => last.position,
            _ => head.max(after),
        };
        Ok(Page { entries, upto, head })
    }
}

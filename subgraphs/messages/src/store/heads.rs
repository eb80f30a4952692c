//! How far channels go.

use std::collections::HashMap;

use chat_model::ChannelId;
use chat_store::StoreError;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryTrait, Set,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};

use super::{Store, entity::channel_head};

impl Store {
    /// The sequence of the last message of each of these channels; a channel without one is left out.
    pub async fn heads(&self, channels: &[ChannelId]) -> Result<HashMap<ChannelId, i64>, StoreError> {
        let rows = channel_head::Entity::find()
            .filter(channel_head::Column::ChannelId.is_in(channels.iter().map(|id| id.uuid())))
            .all(self.database.reader())
            .await?;
        Ok(rows.into_iter().map(|row| (ChannelId::from_uuid(row.channel_id), row.last_sequence)).collect())
    }
}

/// Takes the next sequence of `channel`. The row stays locked until the transaction ends, so the next sender waits, and
/// gets this sequence if the transaction is rolled back: no gap, no repeat.
pub(super) async fn next_sequence(transaction: &impl ConnectionTrait, channel: ChannelId) -> Result<i64, StoreError> {
    let first = channel_head::ActiveModel { channel_id: Set(channel.uuid()), last_sequence: Set(1) };
    let next = Expr::col((channel_head::Entity, channel_head::Column::LastSequence)).add(1);
    let mut insert = channel_head::Entity::insert(first)
        .on_conflict(
            OnConflict::column(channel_head::Column::ChannelId)
                .value(channel_head::Column::LastSequence, next)
                .to_owned(),
        )
        .into_query();
    insert.returning(Query::returning().column(channel_head::Column::LastSequence));
    let row = transaction.query_one(&insert).await?.ok_or(StoreError::Corrupt("channel_heads"))?;
    Ok(row.try_get_by_index(0)?)
}

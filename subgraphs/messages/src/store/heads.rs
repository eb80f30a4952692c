//! How far channels go, and how far a user has come in them.

use std::collections::HashMap;

use chat_model::{ChannelId, Timestamp, UserId};
use chat_store::StoreError;
use sea_orm::{
    ConnectionTrait, EntityTrait, FromQueryResult, QuerySelect, QueryTrait, Set,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};
use uuid::Uuid;

use super::{
    Store,
    entity::{channel_head, read_state},
};
use crate::domain::ReadState;

/// Where a channel ends, and how far one user has read in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The sequence of the last message; zero if there is none.
    pub last: i64,
    /// How far the user has read.
    pub read: ReadState,
}

impl Head {
    /// That of a channel without messages.
    #[must_use]
    pub fn empty(channel: ChannelId) -> Self {
        Self { last: 0, read: ReadState::nothing(channel) }
    }
}

impl Store {
    /// The heads of these channels, with how far `user` has read; a channel without a message is left out.
    pub async fn heads(&self, user: UserId, channels: &[ChannelId]) -> Result<HashMap<ChannelId, Head>, StoreError> {
        let head = |column: channel_head::Column| (channel_head::Entity, column);
        let read = |column: read_state::Column| (read_state::Entity, column);
        let mut select = Query::select();
        select
            .columns([head(channel_head::Column::ChannelId), head(channel_head::Column::LastSequence)])
            .columns([read(read_state::Column::LastReadSequence), read(read_state::Column::UpdatedAt)])
            .from(channel_head::Entity)
            .left_join(
                read_state::Entity,
                Expr::col(read(read_state::Column::ChannelId))
                    .equals(head(channel_head::Column::ChannelId))
                    .and(Expr::col(read(read_state::Column::UserId)).eq(user.uuid())),
            )
            .and_where(Expr::col(head(channel_head::Column::ChannelId)).is_in(channels.iter().map(|id| id.uuid())));
        let rows = HeadRow::find_by_statement(self.database.statement(&select)).all(self.database.reader()).await?;
        Ok(rows.into_iter().map(|row| (ChannelId::from_uuid(row.channel_id), row.into())).collect())
    }

    /// How many messages there are, those that were deleted included: sequences are dense, so the heads know.
    pub async fn count(&self) -> Result<u64, StoreError> {
        let all = Expr::col(channel_head::Column::LastSequence).sum().cast_as("BIGINT");
        let sum: Option<Option<i64>> =
            channel_head::Entity::find().select_only().expr(all).into_tuple().one(self.database.reader()).await?;
        Ok(sum.flatten().unwrap_or_default().unsigned_abs())
    }
}

#[derive(FromQueryResult)]
struct HeadRow {
    channel_id: Uuid,
    last_sequence: i64,
    last_read_sequence: Option<i64>,
    updated_at: Option<i64>,
}

impl From<HeadRow> for Head {
    fn from(row: HeadRow) -> Self {
        let read = match (row.last_read_sequence, row.updated_at) {
            (Some(last_read), Some(updated_at)) => {
                ReadState { last_read, updated_at: Timestamp::from_millis(updated_at) }
            }
            _ => ReadState::nothing(ChannelId::from_uuid(row.channel_id)),
        };
        Self { last: row.last_sequence, read }
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

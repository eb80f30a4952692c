//! The markers of how far users have read, and how they move.

use chat_model::{ChannelId, Timestamp, UserId};
use chat_store::StoreError;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use super::entity::read_state;
use crate::domain::FIRST_SEQUENCE;

/// Moves `user`'s marker in `channel` to `sequence`, unless it is there or beyond.
pub(super) async fn advance(
    connection: &impl ConnectionTrait,
    channel: ChannelId,
    user: UserId,
    sequence: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let state = read_state::ActiveModel {
        channel_id: Set(channel.uuid()),
        user_id: Set(user.uuid()),
        last_read_sequence: Set(sequence),
        updated_at: Set(now.as_millis()),
    };
    let column = read_state::Column::LastReadSequence;
    let forward = OnConflict::columns([read_state::Column::ChannelId, read_state::Column::UserId])
        .update_columns([column, read_state::Column::UpdatedAt])
        .action_and_where(Expr::col((read_state::Entity, column)).lt(Expr::col(("excluded", column))))
        .to_owned();
    read_state::Entity::insert(state).on_conflict(forward).exec_without_returning(connection).await?;
    Ok(())
}

/// Counts the message that `user` has just sent as read, if they had read everything before it: what they have not read
/// stays unread.
pub(super) async fn pass_own(
    transaction: &impl ConnectionTrait,
    channel: ChannelId,
    user: UserId,
    sequence: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    if sequence == FIRST_SEQUENCE {
        return advance(transaction, channel, user, sequence, now).await;
    }
    read_state::Entity::update_many()
        .filter(read_state::Column::ChannelId.eq(channel.uuid()))
        .filter(read_state::Column::UserId.eq(user.uuid()))
        .filter(read_state::Column::LastReadSequence.eq(sequence - 1))
        .col_expr(read_state::Column::LastReadSequence, Expr::value(sequence))
        .col_expr(read_state::Column::UpdatedAt, Expr::value(now.as_millis()))
        .exec(transaction)
        .await?;
    Ok(())
}

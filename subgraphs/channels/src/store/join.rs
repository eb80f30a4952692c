//! Joining.

use chat_chassis::{Ambient, Viewer};
use chat_model::ChannelId;
use chat_store::{Abort, StoreError};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::{Store, entity::channel, events, rows, seen::lock_seen};
use crate::domain::{Change, Membership, NotificationLevel, Refusal, Role, check_join};

impl Store {
    /// Makes `viewer` a member, and returns the membership: the one they had, if they were one.
    pub async fn join(
        &self,
        viewer: &Viewer,
        id: ChannelId,
        ambient: &Ambient,
    ) -> Result<Result<Membership, Refusal>, StoreError> {
        let now = ambient.now();
        let new = Membership {
            id: ambient.id(),
            channel: id,
            user: viewer.user,
            role: Role::Member,
            joined_at: now,
            invited_by: None,
            muted_until: None,
            notifications: NotificationLevel::All,
            is_favorite: false,
            is_hidden: false,
        };
        let _turn = self.turns.take(id).await;
        let joined = chat_store::write!(self.database, |transaction| {
            let seen = lock_seen(transaction, id, viewer.user).await?.map_err(Abort::Refused)?;
            if let (Change::AlreadySo, Some(own)) = (check_join(&seen, now).map_err(Abort::Refused)?, seen.own) {
                return Ok(own);
            }
            chat_nicknames::remember(transaction, viewer).await?;
            rows::new_membership(&new).insert(transaction).await?;
            count_members(transaction, id, 1, now.as_millis()).await?;
            events::joined(transaction, &new, seen.channel.version.saturating_add(1), now).await?;
            Ok(new.clone())
        });
        self.log.wake();
        joined
    }
}

/// Changes how many are in the channel, whose row is locked.
pub(super) async fn count_members(
    transaction: &impl ConnectionTrait,
    id: ChannelId,
    change: i32,
    now: i64,
) -> Result<(), StoreError> {
    channel::Entity::update_many()
        .filter(channel::Column::Id.eq(id.uuid()))
        .col_expr(channel::Column::MemberCount, Expr::col(channel::Column::MemberCount).add(change))
        .col_expr(channel::Column::Version, Expr::col(channel::Column::Version).add(1))
        .col_expr(channel::Column::ActiveAt, Expr::value(now))
        .exec(transaction)
        .await?;
    Ok(())
}

//! Leaving.

use chat_chassis::{Ambient, Viewer};
use chat_model::ChannelId;
use chat_store::{Abort, StoreError};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};

use super::{
    Store,
    entity::{channel, membership},
    events,
    join::count_members,
    seen::lock_seen,
};
use crate::domain::{Change, ChannelKind, Refusal, Role, check_leave};

impl Store {
    /// Ends `viewer`'s membership. Harmless if they have none.
    pub async fn leave(
        &self,
        viewer: &Viewer,
        id: ChannelId,
        ambient: &Ambient,
    ) -> Result<Result<(), Refusal>, StoreError> {
        let now = ambient.now();
        let _turn = self.turns.take(id).await;
        let left = chat_store::write!(self.database, |transaction| {
            let seen = lock_seen(transaction, id, viewer.user).await?.map_err(Abort::Refused)?;
            let owners = match &seen.own {
                Some(own) if own.role == Role::Owner => {
                    membership::Entity::find()
                        .filter(membership::Column::ChannelId.eq(id.uuid()))
                        .filter(membership::Column::Role.eq(Role::Owner.as_str()))
                        .count(transaction)
                        .await?
                }
                _ => 0,
            };
            let change = check_leave(&seen, owners).map_err(Abort::Refused)?;
            if let (Change::Needed, Some(own)) = (change, &seen.own) {
                membership::Entity::delete_by_id(own.id.uuid()).exec(transaction).await?;
                count_members(transaction, id, -1, now.as_millis()).await?;
                if seen.channel.kind == ChannelKind::Group {
                    forget_people(transaction, id).await?;
                }
                events::left(transaction, own, seen.channel.version.saturating_add(1), now).await?;
            }
            Ok(())
        });
        self.log.wake();
        left
    }
}

/// The group's people are no longer the set that it was opened for: whoever asks for that set again gets a new channel.
async fn forget_people(transaction: &impl sea_orm::ConnectionTrait, id: ChannelId) -> Result<(), StoreError> {
    channel::Entity::update_many()
        .filter(channel::Column::Id.eq(id.uuid()))
        .col_expr(channel::Column::PeopleKey, Expr::value(Option::<Vec<u8>>::None))
        .exec(transaction)
        .await?;
    Ok(())
}

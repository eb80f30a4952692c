//! The nicknames last heard of the users who wrote something: what is shown while users cannot be asked.

use std::collections::HashMap;

use chat_chassis::Viewer;
use chat_model::UserId;
use chat_store::StoreError;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use super::{Store, entity::user_name};

impl Store {
    /// The nicknames of these users, as far as they were heard.
    pub async fn names(&self, users: &[UserId]) -> Result<HashMap<UserId, String>, StoreError> {
        let rows = user_name::Entity::find()
            .filter(user_name::Column::UserId.is_in(users.iter().map(|id| id.uuid())))
            .all(self.database.reader())
            .await?;
        Ok(rows.into_iter().map(|row| (UserId::from_uuid(row.user_id), row.name)).collect())
    }
}

/// Keeps the nickname that `viewer`'s token tells, unless a younger token told another.
pub(super) async fn remember(transaction: &impl ConnectionTrait, viewer: &Viewer) -> Result<(), StoreError> {
    let heard = user_name::ActiveModel {
        user_id: Set(viewer.user.uuid()),
        name: Set(viewer.name.clone()),
        as_of: Set(viewer.until.as_seconds()),
    };
    let excluded = |column| Expr::col(("excluded", column));
    let known = |column| Expr::col((user_name::Entity, column));
    let newer = OnConflict::column(user_name::Column::UserId)
        .update_columns([user_name::Column::Name, user_name::Column::AsOf])
        .action_and_where(excluded(user_name::Column::AsOf).gt(known(user_name::Column::AsOf)))
        .action_and_where(excluded(user_name::Column::Name).ne(known(user_name::Column::Name)))
        .to_owned();
    user_name::Entity::insert(heard).on_conflict(newer).exec_without_returning(transaction).await?;
    Ok(())
}

//! A replica of nicknames in a service's own database, from what users tells ([`Nicknames`]) and, for whoever is quicker than
//! that, from the tokens that they show ([`remember`]). It is what is shown of a user while users cannot be asked.
//!
//! The table `user_names` is made by the migrations of the service. Old messages and memberships follow a rename without
//! being touched, because they hold the user's id and no name.

mod entity;
mod follow;

pub use follow::Nicknames;

use std::collections::HashMap;

use chat_model::{UserId, Viewer};
use chat_store::StoreError;
use sea_orm::{
    ActiveValue::NotSet,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set,
    sea_query::{Expr, ExprTrait, OnConflict},
};

/// The nicknames of these users, as far as they were heard: one statement.
pub async fn of(connection: &impl ConnectionTrait, users: &[UserId]) -> Result<HashMap<UserId, String>, StoreError> {
    let rows = entity::Entity::find()
        .filter(entity::Column::UserId.is_in(users.iter().map(|id| id.uuid())))
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (UserId::from_uuid(row.user_id), row.name)).collect())
}

/// Keeps the nickname that `viewer`'s token tells, unless as young a token was heard already. Returns the one that counts.
///
/// Looks before it writes: an upsert locks its row even where it changes nothing, and then everything that one user does in
/// different channels would wait for each other. So there is one write per user and token, every ten minutes at most.
pub async fn remember(transaction: &impl ConnectionTrait, viewer: &Viewer) -> Result<String, StoreError> {
    let known = entity::Entity::find_by_id(viewer.user.uuid()).one(transaction).await?;
    if let Some(known) = known.filter(|known| known.as_of >= viewer.until.as_seconds()) {
        return Ok(known.name);
    }
    let heard = entity::ActiveModel {
        user_id: Set(viewer.user.uuid()),
        name: Set(viewer.name.clone()),
        as_of: Set(viewer.until.as_seconds()),
        version: NotSet,
    };
    // Somebody may have written meanwhile.
    let if_younger = OnConflict::column(entity::Column::UserId)
        .update_columns([entity::Column::Name, entity::Column::AsOf])
        .action_and_where(
            Expr::col(("excluded", entity::Column::AsOf)).gt(Expr::col((entity::Entity, entity::Column::AsOf))),
        )
        .to_owned();
    entity::Entity::insert(heard).on_conflict(if_younger).exec_without_returning(transaction).await?;
    Ok(viewer.name.clone())
}

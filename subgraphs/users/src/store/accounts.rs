//! Accounts: what only their owners may know, and who logs in.

use std::collections::HashMap;

use chat_chassis::Secret;
use chat_model::UserId;
use chat_store::StoreError;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    Store,
    entity::{credentials, user},
};
use crate::{
    domain::{Account, Login, User},
    passwords::StoredHash,
};

/// Somebody who can log in.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// As others see them.
    pub user: User,
    /// As they see themselves.
    pub account: Account,
    /// What their password is verified against.
    pub password_hash: StoredHash,
}

impl Store {
    /// Whoever is called so and can log in.
    pub async fn candidate(&self, login: &Login) -> Result<Option<Candidate>, StoreError> {
        let named = match login {
            Login::Username(key) => user::Column::UsernameKey.eq(key.as_str()),
            Login::Email(key) => credentials::Column::EmailKey.eq(key.as_str()),
            Login::Nobody => return Ok(None),
        };
        let found = user::Entity::find()
            .find_also_related(credentials::Entity)
            .filter(named)
            .filter(user::Column::DeletedAt.is_null())
            .one(self.database.reader())
            .await?;
        // Bots have no password.
        let Some((user, Some(credentials))) = found else { return Ok(None) };
        let password_hash = Secret::new(credentials.password_hash.clone());
        Ok(Some(Candidate { user: user.try_into()?, account: credentials.into(), password_hash }))
    }

    /// The accounts of these users.
    pub async fn accounts(&self, users: &[UserId]) -> Result<HashMap<UserId, Account>, StoreError> {
        let rows = credentials::Entity::find()
            .filter(credentials::Column::UserId.is_in(users.iter().map(|user| user.uuid())))
            .all(self.database.reader())
            .await?;
        Ok(rows.into_iter().map(|row| (UserId::from_uuid(row.user_id), row.into())).collect())
    }
}

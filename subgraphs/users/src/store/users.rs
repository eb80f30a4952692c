//! Users, as others see them.

use std::collections::HashMap;

use chat_model::{
    UserId,
    page::{Page, PageRequest},
};
use chat_store::StoreError;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Store, entity::user};
use crate::domain::User;

/// A user's place in the list of users: the name's key, which no two of them share.
pub type UserPosition = String;

impl Store {
    /// The users with these ids, the erased ones too.
    pub async fn users(&self, ids: &[UserId]) -> Result<HashMap<UserId, User>, StoreError> {
        let query = user::Entity::find().filter(user::Column::Id.is_in(ids.iter().map(|id| id.uuid())));
        let rows = query.all(self.database.reader()).await?;
        rows.into_iter().map(|row| User::try_from(row).map(|user| (user.id, user))).collect()
    }

    /// The user whose nickname has this key now.
    pub async fn user_called(&self, key: &str) -> Result<Option<User>, StoreError> {
        let row = user::Entity::find()
            .filter(user::Column::UsernameKey.eq(key))
            .filter(user::Column::DeletedAt.is_null())
            .one(self.database.reader())
            .await?;
        row.map(TryInto::try_into).transpose()
    }

    /// Users by nickname: those whose keys are in the range from the first up to but without the second.
    pub async fn users_by_name(
        &self,
        (from, to): (String, Option<String>),
        page: &PageRequest<UserPosition>,
    ) -> Result<Page<User>, StoreError> {
        let mut query = user::Entity::find()
            .filter(user::Column::DeletedAt.is_null())
            .filter(user::Column::UsernameKey.gte(from))
            .order_by_asc(user::Column::UsernameKey)
            .limit(page.rows());
        if let Some(to) = to {
            query = query.filter(user::Column::UsernameKey.lt(to));
        }
        if let Some(after) = &page.after {
            query = query.filter(user::Column::UsernameKey.gt(after.as_str()));
        }
        let rows = query.all(self.database.reader()).await?;
        Ok(page.page(rows.into_iter().map(User::try_from).collect::<Result<_, _>>()?))
    }
}

//! Nicknames: which are free, and who had which.

use std::collections::{HashMap, HashSet};

use chat_model::{Timestamp, UserId};
use chat_store::StoreError;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::UnionType,
};

use super::{
    Store,
    entity::{previous_username, user},
};
use crate::domain::{PreviousUsername, protected_since};

impl Store {
    /// Which of these keys `whoever` may not take now: somebody has it, or somebody else had it not long ago.
    pub async fn taken(
        &self,
        keys: &[&str],
        whoever: Option<UserId>,
        now: Timestamp,
    ) -> Result<HashSet<String>, StoreError> {
        let had = protected(keys, whoever, now).select_only().column(previous_username::Column::UsernameKey);
        let mut query = user::Entity::find()
            .select_only()
            .column(user::Column::UsernameKey)
            .filter(user::Column::UsernameKey.is_in(keys.iter().copied()));
        QuerySelect::query(&mut query).union(UnionType::All, had.into_query());
        Ok(query.into_tuple().all(self.database.reader()).await?.into_iter().collect())
    }

    /// The former nicknames of these users, the youngest first.
    pub async fn previous_names(&self, users: &[UserId]) -> Result<HashMap<UserId, Vec<PreviousUsername>>, StoreError> {
        let rows = previous_username::Entity::find()
            .filter(previous_username::Column::UserId.is_in(users.iter().map(|user| user.uuid())))
            .order_by_desc(previous_username::Column::Until)
            .order_by_asc(previous_username::Column::UsernameKey)
            .all(self.database.reader())
            .await?;
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows {
            found.entry(UserId::from_uuid(row.user_id)).or_default().push(row.into());
        }
        Ok(found)
    }
}

/// Whether somebody else had the name not long ago. Asked after the name was taken in the same transaction: whoever gave
/// it up meanwhile has left its trace by then.
pub(super) async fn is_protected(
    transaction: &impl ConnectionTrait,
    key: &str,
    whoever: UserId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(protected(&[key], Some(whoever), now).one(transaction).await?.is_some())
}

fn protected(keys: &[&str], whoever: Option<UserId>, now: Timestamp) -> Select<previous_username::Entity> {
    let query = previous_username::Entity::find()
        .filter(previous_username::Column::UsernameKey.is_in(keys.iter().copied()))
        .filter(previous_username::Column::Until.gt(protected_since(now).as_millis()));
    match whoever {
        Some(user) => query.filter(previous_username::Column::UserId.ne(user.uuid())),
        None => query,
    }
}

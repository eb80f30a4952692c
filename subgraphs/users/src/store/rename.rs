//! Changing a nickname.

use chat_events::Event;
use chat_model::{SessionId, Timestamp, UserId};
use chat_store::{Abort, StoreError};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Set, sea_query::OnConflict,
};

use super::{
    SignedOut, Store,
    entity::{previous_username, user},
    events, names,
    sessions::lock_signed_in,
};
use crate::domain::{PREVIOUS_NAMES, Rename, User, Username, rename};

/// Why a nickname cannot be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenameRefused {
    /// The session that asks is over.
    SignedOut,
    /// Somebody else has the nickname, or had it not long ago.
    UsernameTaken,
}

impl From<SignedOut> for RenameRefused {
    fn from(_: SignedOut) -> Self {
        Self::SignedOut
    }
}

impl Store {
    /// Gives `user`, who asks from `session`, another nickname, and remembers the old one. Of two who want one nickname at
    /// the same time, one gets it.
    pub async fn rename(
        &self,
        user: UserId,
        session: SessionId,
        to: &Username,
        now: Timestamp,
    ) -> Result<Result<User, RenameRefused>, StoreError> {
        let renamed = chat_store::write!(self.database, |transaction| {
            let before = lock_signed_in(transaction, user, session, now)
                .await?
                .map_err(|signed_out| Abort::Refused(signed_out.into()))?;
            let old = Username::accepted(before.username.clone(), before.username_key.clone());
            let change = rename(&old, to);
            if change == Rename::Nothing {
                return Ok(before.try_into()?);
            }
            let after = call(transaction, before, to).await?;
            if change == Rename::Name {
                if names::is_protected(transaction, to.key(), user, now).await? {
                    return Err(Abort::Refused(RenameRefused::UsernameTaken));
                }
                remember(transaction, user, &old, now).await?;
                forget(transaction, user, to).await?;
            }
            events::changed(transaction, Event::UserRenamed, &after, now).await?;
            Ok(after.try_into()?)
        });
        self.log.wake();
        renamed
    }
}

async fn call(
    transaction: &impl ConnectionTrait,
    before: user::Model,
    name: &Username,
) -> Result<user::Model, Abort<RenameRefused>> {
    let version = before.version.saturating_add(1);
    let mut row = before.into_active_model();
    row.username = Set(name.shown().to_owned());
    row.username_key = Set(name.key().to_owned());
    row.version = Set(version);
    row.update(transaction).await.map_err(|error| match StoreError::from(error) {
        // The one rule that this statement can break. The transaction is rolled back.
        error if error.is_constraint() => Abort::Refused(RenameRefused::UsernameTaken),
        error => Abort::Failed(error),
    })
}

/// A name that was had twice is remembered once, as of when it was last given up.
async fn remember(
    transaction: &impl ConnectionTrait,
    user: UserId,
    old: &Username,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = previous_username::ActiveModel {
        user_id: Set(user.uuid()),
        username_key: Set(old.key().to_owned()),
        username: Set(old.shown().to_owned()),
        until: Set(now.as_millis()),
    };
    let again = OnConflict::columns([previous_username::Column::UserId, previous_username::Column::UsernameKey])
        .update_columns([previous_username::Column::Username, previous_username::Column::Until])
        .to_owned();
    previous_username::Entity::insert(row).on_conflict(again).exec_without_returning(transaction).await?;
    Ok(())
}

/// The name that is had now is no former one, and of too many the oldest go.
async fn forget(transaction: &impl ConnectionTrait, user: UserId, current: &Username) -> Result<(), StoreError> {
    let own = previous_username::Column::UserId.eq(user.uuid());
    let kept = previous_username::Entity::find()
        .select_only()
        .column(previous_username::Column::UsernameKey)
        .filter(own.clone())
        .filter(previous_username::Column::UsernameKey.ne(current.key()))
        .order_by_desc(previous_username::Column::Until)
        .order_by_asc(previous_username::Column::UsernameKey)
        .limit(PREVIOUS_NAMES)
        .into_query();
    previous_username::Entity::delete_many()
        .filter(Condition::all().add(own).add(previous_username::Column::UsernameKey.not_in_subquery(kept)))
        .exec(transaction)
        .await?;
    Ok(())
}

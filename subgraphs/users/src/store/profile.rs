//! Changing a profile.

use chat_events::Event;
use chat_model::{SessionId, Timestamp, UserId};
use chat_store::{Abort, StoreError};
use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};

use super::{SignedOut, Store, events, sessions::lock_signed_in};
use crate::domain::{Profile, ProfileChange, User};

impl Store {
    /// Changes the profile of `user`, who asks from `session`.
    pub async fn change_profile(
        &self,
        user: UserId,
        session: SessionId,
        change: &ProfileChange,
        now: Timestamp,
    ) -> Result<Result<User, SignedOut>, StoreError> {
        let changed = chat_store::write!(self.database, |transaction| {
            let row = lock_signed_in(transaction, user, session, now).await?.map_err(Abort::Refused)?;
            let before = Profile { display_name: row.display_name.clone(), bio: row.bio.clone() };
            let after = change.apply(before.clone());
            if after == before {
                return Ok(row.try_into()?);
            }
            let version = row.version.saturating_add(1);
            let mut row = row.into_active_model();
            row.display_name = Set(after.display_name);
            row.bio = Set(after.bio);
            row.version = Set(version);
            let row = row.update(transaction).await?;
            events::changed(transaction, Event::UserProfileChanged, &row, now).await?;
            Ok(row.try_into()?)
        });
        self.log.wake();
        changed
    }
}

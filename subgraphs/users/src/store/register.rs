//! Making an account.

use chat_store::{Abort, StoreError};
use sea_orm::{EntityTrait, Set, TryInsertResult};

use super::{
    Store,
    entity::{credentials, refresh_token, session, user},
    events, names,
    rows::{new_session, new_token, new_user},
};
use crate::{
    domain::{Email, Session, TokenHash, User},
    passwords::StoredHash,
};

/// Why an account cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistrationRefused {
    /// Somebody has the nickname, or had it not long ago.
    UsernameTaken,
    /// There is an account with this address.
    EmailTaken,
}

impl Store {
    /// Makes an account and signs it in. Of two who want one nickname or address at the same time, one gets it.
    pub async fn register(
        &self,
        user: &User,
        email: &Email,
        password_hash: &StoredHash,
        session: &Session,
        token: TokenHash,
    ) -> Result<Result<(), RegistrationRefused>, StoreError> {
        let registered = chat_store::write!(self.database, |transaction| {
            let inserted = user::Entity::insert(new_user(user))
                .on_conflict_do_nothing_on([user::Column::UsernameKey])
                .exec(transaction)
                .await?;
            let taken = matches!(inserted, TryInsertResult::Conflicted)
                || names::is_protected(transaction, user.username.key(), user.id, user.created_at).await?;
            if taken {
                return Err(Abort::Refused(RegistrationRefused::UsernameTaken));
            }
            let credentials = credentials::ActiveModel {
                user_id: Set(user.id.uuid()),
                email: Set(email.written().to_owned()),
                email_key: Set(email.key().to_owned()),
                email_verified_at: Set(None),
                password_hash: Set(password_hash.reveal().clone()),
            };
            let inserted = credentials::Entity::insert(credentials)
                .on_conflict_do_nothing_on([credentials::Column::EmailKey])
                .exec(transaction)
                .await?;
            if matches!(inserted, TryInsertResult::Conflicted) {
                return Err(Abort::Refused(RegistrationRefused::EmailTaken));
            }
            session::Entity::insert(new_session(session)).exec(transaction).await?;
            refresh_token::Entity::insert(new_token(token, session.id, session.expires_at)).exec(transaction).await?;
            events::registered(transaction, user).await?;
            Ok(())
        });
        self.log.wake();
        registered
    }
}

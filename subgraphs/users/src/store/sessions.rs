//! Sessions. One that was revoked is gone, and its tokens with it.

use std::collections::HashMap;

use chat_model::{SessionId, Timestamp, UserId};
use chat_store::{Abort, StoreError};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{
    SignedOut, Store,
    entity::{credentials, refresh_token, session, user},
    events,
    rows::{new_session, new_token},
};
use crate::{
    domain::{SESSIONS, Session, TokenHash},
    passwords::StoredHash,
    store::accounts::Candidate,
};

/// The password's hash was replaced, or the account erased, while somebody logged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overtaken;

impl Store {
    /// Signs in somebody whose password was found right. `rehashed` replaces the hash that it was verified against.
    pub async fn begin_session(
        &self,
        candidate: &Candidate,
        rehashed: Option<&StoredHash>,
        session: &Session,
        token: TokenHash,
    ) -> Result<Result<(), Overtaken>, StoreError> {
        chat_store::write!(self.database, |transaction| {
            if !lock_credentials(transaction, candidate).await? {
                return Err(Abort::Refused(Overtaken));
            }
            if let Some(hash) = rehashed {
                credentials::Entity::update_many()
                    .col_expr(credentials::Column::PasswordHash, Expr::value(hash.reveal().as_str()))
                    .filter(credentials::Column::UserId.eq(session.user.uuid()))
                    .exec(transaction)
                    .await?;
            }
            let ended = make_room(transaction, session.user).await?;
            session::Entity::insert(new_session(session)).exec(transaction).await?;
            refresh_token::Entity::insert(new_token(token, session.id, session.expires_at)).exec(transaction).await?;
            events::revoked(transaction, session.user, &ended, session.created_at).await?;
            Ok(())
        })
    }

    /// The living sessions of `user`, the last used first.
    pub async fn sessions_of(&self, user: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let rows = session::Entity::find()
            .filter(session::Column::UserId.eq(user.uuid()))
            .filter(session::Column::ExpiresAt.gt(now.as_millis()))
            .order_by_desc(session::Column::LastUsedAt)
            .order_by_desc(session::Column::Id)
            .limit(SESSIONS)
            .all(self.database.reader())
            .await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// The sessions with these ids, whosever they are.
    pub async fn sessions(&self, ids: &[SessionId]) -> Result<HashMap<SessionId, Session>, StoreError> {
        let rows = session::Entity::find()
            .filter(session::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
            .all(self.database.reader())
            .await?;
        Ok(rows.into_iter().map(|row| (SessionId::from_uuid(row.id), row.into())).collect())
    }

    /// Ends a session of `user`. One that is over already stays so.
    pub async fn end_session(&self, user: UserId, session: SessionId, now: Timestamp) -> Result<(), StoreError> {
        let done: Result<(), std::convert::Infallible> = chat_store::write!(self.database, |transaction| {
            let ended = session::Entity::delete_many()
                .filter(session::Column::Id.eq(session.uuid()))
                .filter(session::Column::UserId.eq(user.uuid()))
                .exec(transaction)
                .await?;
            if ended.rows_affected > 0 {
                events::revoked(transaction, user, &[session], now).await?;
            }
            Ok(())
        })?;
        self.log.wake();
        let Ok(()) = done;
        Ok(())
    }
}

/// The user who asks, locked until the transaction ends, and with them the session that they ask from.
pub(super) async fn lock_signed_in(
    transaction: &DatabaseTransaction,
    user: UserId,
    session: SessionId,
    now: Timestamp,
) -> Result<Result<user::Model, SignedOut>, StoreError> {
    let row = user::Entity::find_by_id(user.uuid())
        .inner_join(session::Entity)
        .filter(session::Column::Id.eq(session.uuid()))
        .filter(session::Column::ExpiresAt.gt(now.as_millis()))
        .filter(user::Column::DeletedAt.is_null())
        .lock_exclusive()
        .one(transaction)
        .await?;
    Ok(row.ok_or(SignedOut))
}

/// Whether the hash that was verified is still the user's, which it is then until the transaction ends. Also makes the
/// logins of one user wait for one another, so that they cannot have too many sessions together.
async fn lock_credentials(transaction: &impl ConnectionTrait, candidate: &Candidate) -> Result<bool, StoreError> {
    let row = user::Entity::find_by_id(candidate.user.id.uuid())
        .inner_join(credentials::Entity)
        .filter(user::Column::DeletedAt.is_null())
        .filter(credentials::Column::PasswordHash.eq(candidate.password_hash.reveal().as_str()))
        .lock_exclusive()
        .one(transaction)
        .await?;
    Ok(row.is_some())
}

/// Ends the sessions that were unused for longest, so that there is room for one more. Those that ended by themselves are
/// among them.
async fn make_room(transaction: &impl ConnectionTrait, user: UserId) -> Result<Vec<SessionId>, StoreError> {
    let too_many: Vec<Uuid> = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::UserId.eq(user.uuid()))
        .order_by_desc(session::Column::LastUsedAt)
        .order_by_desc(session::Column::Id)
        // SQLite has no offset without a limit.
        .limit(i64::MAX as u64)
        .offset(SESSIONS - 1)
        .into_tuple()
        .all(transaction)
        .await?;
    if !too_many.is_empty() {
        session::Entity::delete_many()
            .filter(session::Column::Id.is_in(too_many.iter().copied()))
            .exec(transaction)
            .await?;
    }
    Ok(too_many.into_iter().map(SessionId::from_uuid).collect())
}

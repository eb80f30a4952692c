//! Refreshing a session: one token is spent, the next one takes its place.

use std::convert::Infallible;

use chat_model::{SessionId, Timestamp, UserId};
use chat_store::{Abort, StoreError};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    Store,
    entity::{refresh_token, session, user},
    events,
    rows::new_token,
};
use crate::domain::{SESSION_LIFETIME, TokenHash, TokenState, User};

/// A session that goes on.
#[derive(Debug, Clone)]
pub struct Refreshed {
    /// Whose it is, as they are now.
    pub user: User,
    /// Which one.
    pub session: SessionId,
    /// When it ends unless it is refreshed again.
    pub expires_at: Timestamp,
}

impl Store {
    /// Spends the token with the hash `spent` and puts `next` in its place. None if it is good for nothing; one that was
    /// spent before ends its session. Of two who spend one token at the same time, one gets the next and the other ends
    /// the session.
    pub async fn refresh(
        &self,
        spent: TokenHash,
        next: TokenHash,
        now: Timestamp,
    ) -> Result<Option<Refreshed>, StoreError> {
        let outcome: Result<_, Infallible> = chat_store::write!(self.database, |transaction| {
            let found = refresh_token::Entity::find_by_id(spent.0.to_vec())
                .find_also_related(session::Entity)
                .and_also_related(user::Entity)
                .one(transaction)
                .await?;
            let Some((token, Some(session), Some(user))) = found else { return Ok(None) };
            let state = TokenState::of(
                token.spent_at.map(Timestamp::from_millis),
                Timestamp::from_millis(token.expires_at),
                now,
            );
            match state {
                TokenState::Fresh if user.deleted_at.is_none() => {}
                TokenState::Fresh | TokenState::Expired => return Ok(None),
                TokenState::Spent => return end_family(transaction, &session, now).await,
            }
            let expires_at = now.after(SESSION_LIFETIME);
            if !prolong(transaction, session.id, now, expires_at).await? {
                return Ok(None);
            }
            if !spend(transaction, &token.token_hash, now).await? {
                return end_family(transaction, &session, now).await;
            }
            let session = SessionId::from_uuid(session.id);
            refresh_token::Entity::insert(new_token(next, session, expires_at)).exec(transaction).await?;
            forget_expired(transaction, session, now).await?;
            Ok(Some(Refreshed { user: user.try_into()?, session, expires_at }))
        })?;
        self.log.wake();
        let Ok(refreshed) = outcome;
        Ok(refreshed)
    }
}

/// The session before its token: whoever ends it locks in this order too.
async fn prolong(
    transaction: &impl ConnectionTrait,
    session: Uuid,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool, StoreError> {
    let updated = session::Entity::update_many()
        .col_expr(session::Column::LastUsedAt, Expr::value(now.as_millis()))
        .col_expr(session::Column::ExpiresAt, Expr::value(expires_at.as_millis()))
        .filter(session::Column::Id.eq(session))
        .exec(transaction)
        .await?;
    Ok(updated.rows_affected == 1)
}

/// Whether it was this transaction that spent the token.
async fn spend(transaction: &impl ConnectionTrait, token: &[u8], now: Timestamp) -> Result<bool, StoreError> {
    let updated = refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::SpentAt, Expr::value(now.as_millis()))
        .filter(refresh_token::Column::TokenHash.eq(token))
        .filter(refresh_token::Column::SpentAt.is_null())
        .exec(transaction)
        .await?;
    Ok(updated.rows_affected == 1)
}

/// Commits, unlike a refusal: the end of the session is what has to stay.
async fn end_family(
    transaction: &impl ConnectionTrait,
    session: &session::Model,
    now: Timestamp,
) -> Result<Option<Refreshed>, Abort<Infallible>> {
    let ended = session::Entity::delete_by_id(session.id).exec(transaction).await?;
    let id = SessionId::from_uuid(session.id);
    if ended.rows_affected > 0 {
        events::revoked(transaction, UserId::from_uuid(session.user_id), &[id], now).await?;
    }
    tracing::warn!(session = %id, "a refresh token was used twice: its session ends");
    Ok(None)
}

/// Spent tokens are kept to notice their reuse, but not for ever.
async fn forget_expired(
    transaction: &impl ConnectionTrait,
    session: SessionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::SessionId.eq(session.uuid()))
        .filter(refresh_token::Column::ExpiresAt.lte(now.as_millis()))
        .exec(transaction)
        .await?;
    Ok(())
}

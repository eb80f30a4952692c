//! What others are told: within the transaction that it is about, as the last thing that it does.

use chat_bus::append;
use chat_chassis::identity::access;
use chat_events::{Envelope, Event, SessionRevoked, UserState};
use chat_model::{SessionId, Timestamp, UserId};
use chat_store::StoreError;
use sea_orm::ConnectionTrait;

use super::entity::user;
use crate::domain::User;

/// Tells that an account was made.
pub(super) async fn registered(transaction: &impl ConnectionTrait, user: &User) -> Result<(), StoreError> {
    let state = UserState {
        id: user.id,
        username: user.username.shown().to_owned(),
        display_name: user.display_name.clone(),
        is_bot: user.is_bot,
    };
    tell(transaction, Event::UserRegistered(state), 1, user.created_at).await
}

/// Tells what an account is now, by the event that `of` makes of it.
pub(super) async fn changed(
    transaction: &impl ConnectionTrait,
    of: fn(UserState) -> Event,
    user: &user::Model,
    at: Timestamp,
) -> Result<(), StoreError> {
    let state = UserState {
        id: UserId::from_uuid(user.id),
        username: user.username.clone(),
        display_name: user.display_name.clone(),
        is_bot: user.is_bot,
    };
    tell(transaction, of(state), u64::try_from(user.version).unwrap_or_default(), at).await
}

/// Tells that sessions of `user` were ended before their time.
pub(super) async fn revoked(
    transaction: &impl ConnectionTrait,
    user: UserId,
    sessions: &[SessionId],
    at: Timestamp,
) -> Result<(), StoreError> {
    let tokens_end_at = at.after(access::LIFETIME);
    let revoked = |id: &SessionId| {
        let event = Event::SessionRevoked(SessionRevoked { id: *id, user_id: user, tokens_end_at });
        Envelope { sequence: 1, time: at, traceparent: None, event }
    };
    append(transaction, &sessions.iter().map(revoked).collect::<Vec<_>>()).await
}

async fn tell(
    transaction: &impl ConnectionTrait,
    event: Event,
    sequence: u64,
    time: Timestamp,
) -> Result<(), StoreError> {
    append(transaction, &[Envelope { sequence, time, traceparent: None, event }]).await
}

//! Rows to domain values and back.

use chat_chassis::Role;
use chat_model::{SessionId, Timestamp, UserId};
use chat_store::StoreError;
use sea_orm::Set;

use super::entity::{credentials, previous_username, refresh_token, session, user};
use crate::domain::{Account, PreviousUsername, Session, TokenHash, User, Username};

impl TryFrom<user::Model> for User {
    type Error = StoreError;

    fn try_from(row: user::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: UserId::from_uuid(row.id),
            username: Username::accepted(row.username, row.username_key),
            display_name: row.display_name,
            bio: row.bio,
            role: read_role(&row.role).ok_or(StoreError::Corrupt("users.role"))?,
            is_bot: row.is_bot,
            is_deleted: row.deleted_at.is_some(),
            created_at: Timestamp::from_millis(row.created_at),
        })
    }
}

impl From<credentials::Model> for Account {
    fn from(row: credentials::Model) -> Self {
        Self { email: row.email, email_verified_at: row.email_verified_at.map(Timestamp::from_millis) }
    }
}

impl From<previous_username::Model> for PreviousUsername {
    fn from(row: previous_username::Model) -> Self {
        Self { username: row.username, until: Timestamp::from_millis(row.until) }
    }
}

impl From<session::Model> for Session {
    fn from(row: session::Model) -> Self {
        Self {
            id: SessionId::from_uuid(row.id),
            user: UserId::from_uuid(row.user_id),
            user_agent: row.user_agent,
            created_at: Timestamp::from_millis(row.created_at),
            last_used_at: Timestamp::from_millis(row.last_used_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        }
    }
}

/// The row of a new user.
pub(super) fn new_user(user: &User) -> user::ActiveModel {
    user::ActiveModel {
        id: Set(user.id.uuid()),
        username: Set(user.username.shown().to_owned()),
        username_key: Set(user.username.key().to_owned()),
        display_name: Set(user.display_name.clone()),
        bio: Set(user.bio.clone()),
        role: Set(write_role(user.role).to_owned()),
        is_bot: Set(user.is_bot),
        created_at: Set(user.created_at.as_millis()),
        deleted_at: Set(None),
        version: Set(1),
    }
}

/// The row of a new session.
pub(super) fn new_session(session: &Session) -> session::ActiveModel {
    session::ActiveModel {
        id: Set(session.id.uuid()),
        user_id: Set(session.user.uuid()),
        user_agent: Set(session.user_agent.clone()),
        created_at: Set(session.created_at.as_millis()),
        last_used_at: Set(session.last_used_at.as_millis()),
        expires_at: Set(session.expires_at.as_millis()),
    }
}

/// The row of a new refresh token.
pub(super) fn new_token(hash: TokenHash, session: SessionId, expires_at: Timestamp) -> refresh_token::ActiveModel {
    refresh_token::ActiveModel {
        token_hash: Set(hash.0.to_vec()),
        session_id: Set(session.uuid()),
        expires_at: Set(expires_at.as_millis()),
        spent_at: Set(None),
    }
}

const fn write_role(role: Role) -> &'static str {
    match role {
        Role::Member => "MEMBER",
        Role::Moderator => "MODERATOR",
        Role::Admin => "ADMIN",
    }
}

fn read_role(text: &str) -> Option<Role> {
    [Role::Member, Role::Moderator, Role::Admin].into_iter().find(|role| write_role(*role) == text)
}

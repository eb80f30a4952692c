//! Users.

use std::fmt;

use chat_model::Role;
use chat_model::{Timestamp, UserId};

use super::Username;

/// A user as others see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Their nickname now.
    pub username: Username,
    /// What they want to be called.
    pub display_name: String,
    /// What they say of themselves.
    pub bio: Option<String>,
    /// What they may do everywhere.
    pub role: Role,
    /// Whether a program speaks.
    pub is_bot: bool,
    /// Whether the account is erased; its name is then a placeholder.
    pub is_deleted: bool,
    /// Since when there is the account.
    pub created_at: Timestamp,
}

/// A nickname that a user had before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviousUsername {
    /// As it was shown.
    pub username: String,
    /// When it was given up.
    pub until: Timestamp,
}

/// What only the user themselves may know of their account.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Their address, as they wrote it.
    pub email: String,
    /// When they showed that it is theirs.
    pub email_verified_at: Option<Timestamp>,
}

/// An address is shown to its owner and to nobody else: not to the log either.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("email_verified_at", &self.email_verified_at).finish_non_exhaustive()
    }
}

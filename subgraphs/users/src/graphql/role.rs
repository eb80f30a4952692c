//! `UserRole`.

use async_graphql::Enum;
use chat_chassis::Role;

/// What a user may do everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Role")]
pub enum UserRole {
    /// Nothing more than anybody.
    Member,
    /// Helps to keep order.
    Moderator,
    /// Runs the place.
    Admin,
}

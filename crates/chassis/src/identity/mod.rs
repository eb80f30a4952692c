//! Who is calling.
//!
//! A subgraph accepts only a *passport*: a token signed with Ed25519, at most a minute old, for that subgraph alone. The
//! router mints one for each call out of the client's access token, and a service mints one for its own calls to another
//! service ([`Passports`]). [`Authenticator`] verifies them on every path; [`keys`] holds the keys, which come from files.
//!
//! In development a subgraph's own port also takes a user's access token ([`access`]), which never speaks for a service.

pub mod access;
mod authenticator;
mod claims;
pub mod keys;
mod passport;

use chat_model::{SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

pub use self::{
    authenticator::{Authenticator, InvalidToken, authenticate},
    passport::Passports,
};

/// The verified caller of one request. Neither part is there for an anonymous one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The signed-in user, if any.
    pub viewer: Option<Viewer>,
    /// The service that calls on its own behalf, if one does.
    pub service: Option<String>,
}

/// A signed-in user, as the access token tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Who.
    pub user: UserId,
    /// On which device.
    pub session: SessionId,
    /// The nickname when the access token was made.
    pub name: String,
    /// What they may do everywhere.
    pub role: Role,
    /// When the access token ends. Of two tokens of one user the later-ending one is the younger.
    pub until: Timestamp,
}

/// What a user may do everywhere, beside what they may do in a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Role {
    /// Nothing more.
    Member,
    /// Helps to keep order.
    Moderator,
    /// Runs the place.
    Admin,
}

//! Who is calling, once that is verified.

use serde::{Deserialize, Serialize};

use crate::{SessionId, Timestamp, UserId};

/// The verified caller of one request. Neither part is there for an anonymous one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Identity {
    /// The signed-in user, if any.
    pub viewer: Option<Viewer>,
    /// The service that calls on its own behalf, if one does.
    pub service: Option<String>,
}

/// A signed-in user, as the access token tells.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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

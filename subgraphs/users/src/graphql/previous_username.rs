//! `PreviousUsername`.

use async_graphql::SimpleObject;
use chat_graph::DateTime;

use crate::domain;

/// A nickname that a user had before.
#[derive(Debug, Clone, SimpleObject)]
pub struct PreviousUsername {
    /// The nickname.
    username: String,
    /// When it was given up.
    until: DateTime,
}

impl From<domain::PreviousUsername> for PreviousUsername {
    fn from(name: domain::PreviousUsername) -> Self {
        Self { username: name.username, until: name.until.into() }
    }
}

//! `User`: a stub, which users makes whole.

use async_graphql::{ID, SimpleObject};
use chat_model::UserId;

/// A user: everything but the id is for users to say.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(unresolvable = "id")]
pub struct User {
    /// Their id.
    id: ID,
}

impl From<UserId> for User {
    fn from(id: UserId) -> Self {
        Self { id: id.to_string().into() }
    }
}

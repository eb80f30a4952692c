//! `Viewer`: so far only who they are.

use async_graphql::{ID, SimpleObject};
use chat_model::ViewerId;

/// The signed-in user's private world.
#[derive(Debug, Clone, SimpleObject)]
pub struct Viewer {
    /// The same bytes as the user's id, and never equal to it.
    id: ID,
}

impl From<ViewerId> for Viewer {
    fn from(id: ViewerId) -> Self {
        Self { id: id.to_string().into() }
    }
}

//! Reading what clients send.

use async_graphql::ID;
use chat_model::{Id, id::Kind};

/// The id that `text` spells, or none if it has another prefix or is not an id at all.
#[must_use]
pub fn id<K: Kind>(text: &ID) -> Option<Id<K>> {
    text.parse().ok()
}

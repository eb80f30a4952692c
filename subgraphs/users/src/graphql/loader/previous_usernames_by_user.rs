use std::collections::HashMap;

use chat_graph::loader::Batch;
use chat_model::UserId;
use chat_store::StoreError;

use crate::{Store, domain::PreviousUsername};

/// Former nicknames by whose they were.
pub(in crate::graphql) struct PreviousUsernamesByUser(pub(super) Store);

impl Batch for PreviousUsernamesByUser {
    type Key = UserId;
    type Value = Vec<PreviousUsername>;
    type Error = StoreError;

    async fn load(&mut self, keys: &[UserId]) -> Result<HashMap<UserId, Vec<PreviousUsername>>, StoreError> {
        self.0.previous_names(keys).await
    }
}

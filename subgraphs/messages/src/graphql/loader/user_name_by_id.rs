use std::collections::HashMap;

use chat_graph::loader::Batch;
use chat_model::UserId;
use chat_store::StoreError;

use crate::Store;

/// The nicknames last heard of users.
pub(in crate::graphql) struct UserNameById {
    pub(super) store: Store,
}

impl Batch for UserNameById {
    type Key = UserId;
    type Value = String;
    type Error = StoreError;

    async fn load(&mut self, keys: &[UserId]) -> Result<HashMap<UserId, String>, StoreError> {
        self.store.names(keys).await
    }
}

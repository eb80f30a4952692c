use std::collections::HashMap;

use chat_graph::loader::Batch;
use chat_model::UserId;
use chat_store::StoreError;

use crate::{Store, domain::User};

/// Users by their ids.
pub(in crate::graphql) struct UserById(pub(super) Store);

impl Batch for UserById {
    type Key = UserId;
    type Value = User;
    type Error = StoreError;

    async fn load(&mut self, keys: &[UserId]) -> Result<HashMap<UserId, User>, StoreError> {
        self.0.users(keys).await
    }
}

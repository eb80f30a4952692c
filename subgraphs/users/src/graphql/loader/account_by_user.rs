use std::collections::HashMap;

use chat_graph::loader::Batch;
use chat_model::UserId;
use chat_store::StoreError;

use crate::{Store, domain::Account};

/// Accounts by their users.
pub(in crate::graphql) struct AccountByUser(pub(super) Store);

impl Batch for AccountByUser {
    type Key = UserId;
    type Value = Account;
    type Error = StoreError;

    async fn load(&mut self, keys: &[UserId]) -> Result<HashMap<UserId, Account>, StoreError> {
        self.0.accounts(keys).await
    }
}

use std::{collections::HashMap, sync::Arc};

use chat_graph::loader::Batch;
use chat_model::MessageId;
use chat_store::StoreError;

use crate::{Store, domain::Message};

/// Messages by their ids, whoever may read them: see [`visible`](crate::graphql::visible).
pub(in crate::graphql) struct MessageById {
    pub(super) store: Store,
}

impl Batch for MessageById {
    type Key = MessageId;
    type Value = Arc<Message>;
    type Error = StoreError;

    async fn load(&mut self, keys: &[MessageId]) -> Result<HashMap<MessageId, Arc<Message>>, StoreError> {
        self.store.messages(keys).await
    }
}

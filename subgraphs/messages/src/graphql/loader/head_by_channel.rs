use std::collections::HashMap;

use chat_graph::loader::Batch;
use chat_model::ChannelId;
use chat_store::StoreError;

use crate::Store;

/// The sequence of each channel's last message.
pub(in crate::graphql) struct HeadByChannel {
    pub(super) store: Store,
}

impl Batch for HeadByChannel {
    type Key = ChannelId;
    type Value = i64;
    type Error = StoreError;

    async fn load(&mut self, keys: &[ChannelId]) -> Result<HashMap<ChannelId, i64>, StoreError> {
        self.store.heads(keys).await
    }
}

use std::collections::HashMap;

use chat_graph::loader::Batch;
use chat_model::{ChannelId, Timestamp};
use chat_store::StoreError;

use crate::Store;

/// The sequence of the first message of a channel at or after a time.
pub(in crate::graphql) struct SequenceByTime {
    pub(super) store: Store,
}

type Moment = (ChannelId, Timestamp);

impl Batch for SequenceByTime {
    type Key = Moment;
    type Value = i64;
    type Error = StoreError;

    async fn load(&mut self, keys: &[Moment]) -> Result<HashMap<Moment, i64>, StoreError> {
        self.store.sequences_at(keys).await
    }
}

use std::collections::HashMap;

use chat_graph::loader::Batch;
use chat_model::{ChannelId, UserId};
use chat_store::StoreError;

use crate::{Store, domain::ReadState};

/// How far the viewer has read in channels.
pub(in crate::graphql) struct ReadStateByChannel {
    pub(super) store: Store,
    pub(super) viewer: Option<UserId>,
}

impl Batch for ReadStateByChannel {
    type Key = ChannelId;
    type Value = ReadState;
    type Error = StoreError;

    async fn load(&mut self, keys: &[ChannelId]) -> Result<HashMap<ChannelId, ReadState>, StoreError> {
        match self.viewer {
            Some(viewer) => self.store.read_states(viewer, keys).await,
            None => Ok(HashMap::new()),
        }
    }
}

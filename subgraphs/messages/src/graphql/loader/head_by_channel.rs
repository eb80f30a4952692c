use std::collections::HashMap;

use chat_graph::loader::Batch;
use chat_model::{ChannelId, UserId};
use chat_store::StoreError;

use crate::{Store, store::heads::Head};

/// Where channels end, and how far the viewer has read in them: one question, since whoever opens a channel asks both.
pub(in crate::graphql) struct HeadByChannel {
    pub(super) store: Store,
    pub(super) viewer: Option<UserId>,
}

impl Batch for HeadByChannel {
    type Key = ChannelId;
    type Value = Head;
    type Error = StoreError;

    async fn load(&mut self, keys: &[ChannelId]) -> Result<HashMap<ChannelId, Head>, StoreError> {
        match self.viewer {
            Some(viewer) => self.store.heads(viewer, keys).await,
            None => Ok(HashMap::new()),
        }
    }
}

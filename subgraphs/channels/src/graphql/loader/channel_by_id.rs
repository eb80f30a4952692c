use std::{collections::HashMap, sync::Arc};

use chat_graph::loader::Batch;
use chat_model::{ChannelId, UserId};
use chat_store::StoreError;

use crate::{Store, domain::Seen};

/// Channels by their ids, as the viewer sees them, or would: only [`Channel::new`](crate::graphql::Channel) shows one.
pub(in crate::graphql) struct ChannelById {
    pub(super) store: Store,
    pub(super) viewer: Option<UserId>,
}

impl Batch for ChannelById {
    type Key = ChannelId;
    type Value = Arc<Seen>;
    type Error = StoreError;

    async fn load(&mut self, keys: &[ChannelId]) -> Result<HashMap<ChannelId, Arc<Seen>>, StoreError> {
        let seen = self.store.seen(keys, self.viewer).await?;
        Ok(seen.into_iter().map(|(id, seen)| (id, Arc::new(seen))).collect())
    }
}

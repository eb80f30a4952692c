use std::{collections::HashMap, sync::Arc};

use chat_graph::loader::Batch;
use chat_store::StoreError;

use crate::{Store, domain::Message, store::messages::Span};

/// The messages of stretches of channels, in order.
pub(in crate::graphql) struct MessagesBySpan {
    pub(super) store: Store,
}

impl Batch for MessagesBySpan {
    type Key = Span;
    type Value = Vec<Arc<Message>>;
    type Error = StoreError;

    async fn load(&mut self, keys: &[Span]) -> Result<HashMap<Span, Vec<Arc<Message>>>, StoreError> {
        self.store.spans(keys).await
    }
}

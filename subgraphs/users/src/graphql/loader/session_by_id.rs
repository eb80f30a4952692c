use std::collections::HashMap;

use chat_graph::loader::Batch;
use chat_model::SessionId;
use chat_store::StoreError;

use crate::{Store, domain::Session};

/// Sessions by their ids.
pub(in crate::graphql) struct SessionById(pub(super) Store);

impl Batch for SessionById {
    type Key = SessionId;
    type Value = Session;
    type Error = StoreError;

    async fn load(&mut self, keys: &[SessionId]) -> Result<HashMap<SessionId, Session>, StoreError> {
        self.0.sessions(keys).await
    }
}

use std::collections::HashMap;

use chat_graph::loader::Batch;
use chat_model::MembershipId;
use chat_store::StoreError;

use crate::{Store, domain::Membership};

/// Memberships by their ids, whoever asks: whether the viewer may know of one is whether they may know of its channel.
pub(in crate::graphql) struct MembershipById {
    pub(super) store: Store,
}

impl Batch for MembershipById {
    type Key = MembershipId;
    type Value = Membership;
    type Error = StoreError;

    async fn load(&mut self, keys: &[MembershipId]) -> Result<HashMap<MembershipId, Membership>, StoreError> {
        self.store.memberships(keys).await
    }
}

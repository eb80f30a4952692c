use std::collections::HashMap;

use chat_graph::loader::Batch;
use chat_model::{
    ChannelId,
    page::{Page, PageRequest},
};
use chat_store::StoreError;

use crate::{
    Store,
    domain::{Membership, Role},
    store::members::MemberKey,
};

/// Pages of the members of channels.
pub(in crate::graphql) struct MembersByChannel {
    pub(super) store: Store,
}

/// A page of the members of one channel.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct MembersOf {
    pub(in crate::graphql) channel: ChannelId,
    pub(in crate::graphql) role: Option<Role>,
    pub(in crate::graphql) page: PageRequest<MemberKey>,
}

impl Batch for MembersByChannel {
    type Key = MembersOf;
    type Value = Page<Membership>;
    type Error = StoreError;

    async fn load(&mut self, keys: &[MembersOf]) -> Result<HashMap<MembersOf, Page<Membership>>, StoreError> {
        // One statement for each page that the document writes, however many channels it stands under.
        let mut channels: HashMap<_, Vec<ChannelId>> = HashMap::new();
        for key in keys {
            channels.entry((key.role, key.page.clone())).or_default().push(key.channel);
        }
        let mut found = HashMap::new();
        for ((role, page), channels) in channels {
            for (channel, members) in self.store.members(&channels, role, &page).await? {
                found.insert(MembersOf { channel, role, page: page.clone() }, members);
            }
        }
        Ok(found)
    }
}

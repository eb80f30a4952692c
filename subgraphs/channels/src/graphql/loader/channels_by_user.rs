use std::collections::HashMap;

use chat_graph::loader::Batch;
use chat_model::{
    ChannelId, MembershipId, UserId,
    page::{Page, PageRequest},
};
use chat_store::StoreError;

use crate::Store;

/// Pages of the channels that users are in, as far as the viewer may know of them.
pub(in crate::graphql) struct ChannelsByUser {
    pub(super) store: Store,
    pub(super) viewer: Option<UserId>,
}

/// A page of the channels of one user.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct ChannelsOfUser {
    pub(in crate::graphql) user: UserId,
    pub(in crate::graphql) page: PageRequest<MembershipId>,
}

impl Batch for ChannelsByUser {
    type Key = ChannelsOfUser;
    type Value = Page<(MembershipId, ChannelId)>;
    type Error = StoreError;

    async fn load(
        &mut self,
        keys: &[ChannelsOfUser],
    ) -> Result<HashMap<ChannelsOfUser, Page<(MembershipId, ChannelId)>>, StoreError> {
        // One statement for each page that the document writes, however many users it stands under.
        let mut users: HashMap<_, Vec<UserId>> = HashMap::new();
        for key in keys {
            users.entry(key.page.clone()).or_default().push(key.user);
        }
        let mut found = HashMap::new();
        for (page, users) in users {
            for (user, channels) in self.store.channels_in_common(&users, self.viewer, &page).await? {
                found.insert(ChannelsOfUser { user, page: page.clone() }, channels);
            }
        }
        Ok(found)
    }
}

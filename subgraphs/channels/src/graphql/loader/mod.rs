//! The loaders of one request.

mod channel_by_id;
mod channels_by_user;
mod members_by_channel;
mod membership_by_id;
mod user_name_by_id;

use async_graphql::Context;
use chat_graph::{Fault, Loader, caller::given};
use chat_model::UserId;

pub(super) use channels_by_user::ChannelsOfUser;
pub(super) use members_by_channel::MembersOf;

use self::{
    channel_by_id::ChannelById, channels_by_user::ChannelsByUser, members_by_channel::MembersByChannel,
    membership_by_id::MembershipById, user_name_by_id::UserNameById,
};
use crate::Store;

/// The loaders of one request. What they find is what its viewer sees.
pub(super) struct Loaders {
    pub(super) channel: Loader<ChannelById>,
    pub(super) channels_of_user: Loader<ChannelsByUser>,
    pub(super) members: Loader<MembersByChannel>,
    pub(super) membership: Loader<MembershipById>,
    pub(super) user_name: Loader<UserNameById>,
}

impl Loaders {
    pub(super) fn new(store: &Store, viewer: Option<UserId>) -> Self {
        Self {
            channel: Loader::new(ChannelById { store: store.clone(), viewer }),
            channels_of_user: Loader::new(ChannelsByUser { store: store.clone(), viewer }),
            members: Loader::new(MembersByChannel { store: store.clone() }),
            membership: Loader::new(MembershipById { store: store.clone() }),
            user_name: Loader::new(UserNameById { store: store.clone() }),
        }
    }

    pub(super) fn of<'a>(ctx: &Context<'a>) -> Result<&'a Self, Fault> {
        given(ctx)
    }
}

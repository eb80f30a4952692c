//! Rows to domain values and back.

use chat_model::{ChannelId, MembershipId, Timestamp, UserId};
use chat_store::StoreError;
use sea_orm::Set;

use super::entity::{ban, channel, membership};
use crate::domain::{Ban, Channel, ChannelKind, Membership, NotificationLevel, Role, name_key};

impl TryFrom<channel::Model> for Channel {
    type Error = StoreError;

    fn try_from(row: channel::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: ChannelId::from_uuid(row.id),
            kind: ChannelKind::parse(&row.kind).ok_or(StoreError::Corrupt("channels.kind"))?,
            name: row.name,
            topic: row.topic,
            description: row.description,
            created_by: UserId::from_uuid(row.created_by),
            created_at: Timestamp::from_millis(row.created_at),
            archived_at: row.archived_at.map(Timestamp::from_millis),
            slow_mode_seconds: row.slow_mode_seconds,
            retention_days: row.retention_days,
            member_count: row.member_count,
            active_at: Timestamp::from_millis(row.active_at),
            version: row.version,
        })
    }
}

impl TryFrom<membership::Model> for Membership {
    type Error = StoreError;

    fn try_from(row: membership::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: MembershipId::from_uuid(row.id),
            channel: ChannelId::from_uuid(row.channel_id),
            user: UserId::from_uuid(row.user_id),
            role: Role::parse(&row.role).ok_or(StoreError::Corrupt("memberships.role"))?,
            joined_at: Timestamp::from_millis(row.joined_at),
            invited_by: row.invited_by.map(UserId::from_uuid),
            muted_until: row.muted_until.map(Timestamp::from_millis),
            notifications: NotificationLevel::parse(&row.notifications)
                .ok_or(StoreError::Corrupt("memberships.notifications"))?,
            is_favorite: row.is_favorite,
            is_hidden: row.is_hidden,
        })
    }
}

impl From<ban::Model> for Ban {
    fn from(row: ban::Model) -> Self {
        Self { expires_at: row.expires_at.map(Timestamp::from_millis) }
    }
}

/// The row of a new channel. `people` is the key of its set of people, if it is made for one.
pub(super) fn new_channel(channel: &Channel, people: Option<Vec<u8>>) -> channel::ActiveModel {
    let key = channel.name.as_deref().map(name_key);
    channel::ActiveModel {
        id: Set(channel.id.uuid()),
        kind: Set(channel.kind.as_str().to_owned()),
        name: Set(channel.name.clone()),
        name_key: Set(key.clone()),
        public_name_key: Set(key.filter(|_| channel.kind == ChannelKind::Public)),
        people_key: Set(people),
        topic: Set(channel.topic.clone()),
        description: Set(channel.description.clone()),
        created_by: Set(channel.created_by.uuid()),
        created_at: Set(channel.created_at.as_millis()),
        archived_at: Set(channel.archived_at.map(Timestamp::as_millis)),
        slow_mode_seconds: Set(channel.slow_mode_seconds),
        retention_days: Set(channel.retention_days),
        member_count: Set(channel.member_count),
        active_at: Set(channel.active_at.as_millis()),
        version: Set(channel.version),
    }
}

/// The row of a new membership.
pub(super) fn new_membership(membership: &Membership) -> membership::ActiveModel {
    membership::ActiveModel {
        id: Set(membership.id.uuid()),
        channel_id: Set(membership.channel.uuid()),
        user_id: Set(membership.user.uuid()),
        role: Set(membership.role.as_str().to_owned()),
        joined_at: Set(membership.joined_at.as_millis()),
        invited_by: Set(membership.invited_by.map(UserId::uuid)),
        muted_until: Set(membership.muted_until.map(Timestamp::as_millis)),
        notifications: Set(membership.notifications.as_str().to_owned()),
        is_favorite: Set(membership.is_favorite),
        is_hidden: Set(membership.is_hidden),
    }
}

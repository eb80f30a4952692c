//! What others are told: within the transaction that it is about, as the last thing that it does.
//!
//! The version of a channel grows with every change of it or of its memberships, while its row is locked: it is the version of
//! all that is told of either.

use chat_bus::append;
use chat_events::{self as events, ChannelState, Envelope, Event, MembershipGone, MembershipState, RemovalReason};
use chat_model::Timestamp;
use chat_store::StoreError;
use sea_orm::ConnectionTrait;

use crate::domain::{Channel, ChannelKind, Membership, Role};

/// Tells of a new channel and who is in it.
pub(super) async fn made(
    transaction: &impl ConnectionTrait,
    channel: &Channel,
    members: &[Membership],
) -> Result<(), StoreError> {
    let envelope = |event| envelope(event, channel.version, channel.created_at);
    let created = envelope(Event::ChannelCreated(state(channel)));
    let members = members.iter().map(|member| envelope(Event::MembershipChanged(membership(member))));
    append(transaction, &std::iter::once(created).chain(members).collect::<Vec<_>>()).await
}

/// Tells what a channel is now.
pub(super) async fn changed(
    transaction: &impl ConnectionTrait,
    channel: &Channel,
    at: Timestamp,
) -> Result<(), StoreError> {
    append(transaction, &[envelope(Event::ChannelChanged(state(channel)), channel.version, at)]).await
}

/// Tells that somebody is in a channel, whose version is now `version`.
pub(super) async fn joined(
    transaction: &impl ConnectionTrait,
    member: &Membership,
    version: i32,
    at: Timestamp,
) -> Result<(), StoreError> {
    append(transaction, &[envelope(Event::MembershipChanged(membership(member)), version, at)]).await
}

/// Tells that somebody has left a channel, whose version is now `version`.
pub(super) async fn left(
    transaction: &impl ConnectionTrait,
    member: &Membership,
    version: i32,
    at: Timestamp,
) -> Result<(), StoreError> {
    let gone =
        MembershipGone { id: member.id, channel_id: member.channel, user_id: member.user, reason: RemovalReason::Left };
    append(transaction, &[envelope(Event::MembershipRemoved(gone), version, at)]).await
}

fn envelope(event: Event, version: i32, time: Timestamp) -> Envelope {
    Envelope { sequence: version.unsigned_abs().into(), time, traceparent: None, event }
}

fn state(channel: &Channel) -> ChannelState {
    ChannelState {
        id: channel.id,
        kind: match channel.kind {
            ChannelKind::Public => events::ChannelKind::Public,
            ChannelKind::Private => events::ChannelKind::Private,
            ChannelKind::Direct => events::ChannelKind::Direct,
            ChannelKind::Group => events::ChannelKind::Group,
        },
        name: channel.name.clone(),
        topic: channel.topic.clone(),
        archived_at: channel.archived_at,
        slow_mode_seconds: channel.slow_mode_seconds.unsigned_abs(),
        retention_days: channel.retention_days.map(i32::unsigned_abs),
    }
}

fn membership(member: &Membership) -> MembershipState {
    MembershipState {
        id: member.id,
        channel_id: member.channel,
        user_id: member.user,
        role: match member.role {
            Role::Owner => events::Role::Owner,
            Role::Moderator => events::Role::Moderator,
            Role::Member => events::Role::Member,
            Role::Guest => events::Role::Guest,
        },
        muted_until: member.muted_until,
    }
}

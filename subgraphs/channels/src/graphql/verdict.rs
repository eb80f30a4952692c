//! `MembershipVerdict`: what another service is told before it lets somebody read or write.

use async_graphql::{ID, SimpleObject};
use chat_graph::DateTime;
use chat_model::Timestamp;

use super::names::{ChannelKind, ChannelRole};
use crate::domain::Seen;

/// What one user may do in one channel, for another service.
#[derive(SimpleObject)]
#[graphql(inaccessible)]
pub struct MembershipVerdict {
    /// Where.
    channel_id: ID,
    /// Grows with every change of the channel or of its memberships: of two verdicts the greater is the newer.
    version: i32,
    /// Who may find and join it.
    kind: ChannelKind,
    /// Whether they may read.
    can_read: bool,
    /// Whether they may write now.
    can_post: bool,
    /// Their role; null if they are no member.
    role: Option<ChannelRole>,
    /// Until when they may not write.
    muted_until: Option<DateTime>,
    /// Until when they are banned.
    banned_until: Option<DateTime>,
    /// Since when the channel is only read.
    archived_at: Option<DateTime>,
    /// Seconds between two messages of one author.
    slow_mode_seconds: i32,
}

impl MembershipVerdict {
    /// The verdict on what is `seen`.
    pub(super) fn of(seen: &Seen, now: Timestamp) -> Self {
        let may = seen.permissions(now);
        let ban = seen.ban.filter(|ban| ban.holds(now));
        Self {
            channel_id: seen.channel.id.to_string().into(),
            version: seen.channel.version,
            kind: seen.channel.kind.into(),
            can_read: may.read,
            can_post: may.post,
            role: seen.own.as_ref().map(|own| own.role.into()),
            muted_until: seen.own.as_ref().and_then(|own| own.muted_until).map(Into::into),
            // A ban without an end ends when the calendar does.
            banned_until: ban.map(|ban| ban.expires_at.unwrap_or(Timestamp::from_millis(i64::MAX)).into()),
            archived_at: seen.channel.archived_at.map(Into::into),
            slow_mode_seconds: seen.channel.slow_mode_seconds,
        }
    }
}

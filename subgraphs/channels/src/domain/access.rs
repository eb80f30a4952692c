//! Who sees a channel, and what they may do in it.

use chat_model::Timestamp;

use super::{Channel, ChannelKind, Membership, Role};

/// A channel as one user sees it, or would, if they may.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The channel.
    pub channel: Channel,
    /// The user's own membership, if any.
    pub own: Option<Membership>,
    /// The user's ban, if any.
    pub ban: Option<Ban>,
}

/// Somebody may not be in a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ban {
    /// Until when; for ever if none.
    pub expires_at: Option<Timestamp>,
}

/// What a user may do in a channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Permissions {
    /// Read its messages and see who is in it.
    pub read: bool,
    /// Write messages.
    pub post: bool,
    /// Bring others in.
    pub invite: bool,
    /// Change roles, mute, kick and ban.
    pub manage_members: bool,
    /// Delete others' messages.
    pub moderate_messages: bool,
    /// Change its name, topic and rules.
    pub update: bool,
    /// Delete it.
    pub delete: bool,
}

impl Ban {
    /// Whether it still holds.
    #[must_use]
    pub fn holds(self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|expires_at| now < expires_at)
    }
}

impl Seen {
    /// Whether the channel exists for this user. One that does not looks like one that was never made.
    #[must_use]
    pub fn is_visible(&self) -> bool {
        self.channel.kind == ChannelKind::Public || self.own.is_some()
    }

    /// What this user may do.
    #[must_use]
    pub fn permissions(&self, now: Timestamp) -> Permissions {
        let banned = self.ban.is_some_and(|ban| ban.holds(now));
        if !self.is_visible() || banned {
            return Permissions::default();
        }
        let Some(own) = &self.own else {
            return Permissions { read: true, ..Permissions::default() };
        };
        let open = self.channel.archived_at.is_none();
        let led = self.channel.kind.has_owners();
        let leads = led && own.role >= Role::Moderator;
        let muted = own.muted_until.is_some_and(|until| now < until);
        Permissions {
            read: true,
            post: open && !muted,
            invite: open && own.role >= Role::Member && self.channel.kind != ChannelKind::Direct,
            manage_members: open && leads,
            moderate_messages: open && leads,
            // In a group all are equal; in a direct channel there is nothing to change.
            update: open && (leads || self.channel.kind == ChannelKind::Group),
            delete: led && own.role == Role::Owner,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use chat_model::{ChannelId, MembershipId, UserId};
    use uuid::Uuid;

    use super::super::NotificationLevel;
    use super::*;

    pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_000_000);

    pub(crate) fn seen(kind: ChannelKind, role: Option<Role>) -> Seen {
        let (channel, user) = (ChannelId::from_uuid(Uuid::from_u128(1)), UserId::from_uuid(Uuid::from_u128(2)));
        Seen {
            channel: Channel {
                id: channel,
                kind,
                name: Some("rust".to_owned()),
                topic: None,
                description: None,
                created_by: user,
                created_at: NOW,
                archived_at: None,
                slow_mode_seconds: 0,
                retention_days: None,
                member_count: 1,
                active_at: NOW,
                version: 1,
            },
            own: role.map(|role| Membership {
                id: MembershipId::from_uuid(Uuid::from_u128(3)),
                channel,
                user,
                role,
                joined_at: NOW,
                invited_by: None,
                muted_until: None,
                notifications: NotificationLevel::All,
                is_favorite: false,
                is_hidden: false,
            }),
            ban: None,
        }
    }

    #[test]
    fn only_a_public_channel_exists_for_a_stranger() {
        for kind in [ChannelKind::Private, ChannelKind::Direct, ChannelKind::Group] {
            assert!(!seen(kind, None).is_visible());
            assert_eq!(seen(kind, None).permissions(NOW), Permissions::default());
        }
        let public = seen(ChannelKind::Public, None);
        assert!(public.is_visible());
        assert_eq!(public.permissions(NOW), Permissions { read: true, ..Permissions::default() });
    }

    #[test]
    fn each_role_may_do_what_the_one_below_may() {
        for kind in [ChannelKind::Public, ChannelKind::Private, ChannelKind::Direct, ChannelKind::Group] {
            let may = |role| {
                let p = seen(kind, Some(role)).permissions(NOW);
                [p.read, p.post, p.invite, p.manage_members, p.moderate_messages, p.update, p.delete]
            };
            for (below, above) in
                [(Role::Guest, Role::Member), (Role::Member, Role::Moderator), (Role::Moderator, Role::Owner)]
            {
                assert!(may(below).iter().zip(may(above)).all(|(below, above)| above || !below), "{kind:?} {above:?}");
            }
        }
    }

    #[test]
    fn a_mute_takes_the_voice_and_nothing_else_until_it_ends() {
        let mut muted = seen(ChannelKind::Public, Some(Role::Member));
        let free = muted.permissions(NOW);
        muted.own.as_mut().unwrap().muted_until = Some(Timestamp::from_millis(1_000_001));
        assert_eq!(muted.permissions(NOW), Permissions { post: false, ..free });
        assert_eq!(muted.permissions(Timestamp::from_millis(1_000_001)), free);
    }

    #[test]
    fn a_ban_takes_everything_until_it_ends() {
        let mut banned = seen(ChannelKind::Public, None);
        banned.ban = Some(Ban { expires_at: Some(Timestamp::from_millis(1_000_001)) });
        assert_eq!(banned.permissions(NOW), Permissions::default());
        assert!(banned.permissions(Timestamp::from_millis(1_000_001)).read);
        banned.ban = Some(Ban { expires_at: None });
        assert_eq!(banned.permissions(Timestamp::from_millis(i64::MAX)), Permissions::default());
    }

    #[test]
    fn an_archived_channel_is_only_read() {
        let mut archived = seen(ChannelKind::Private, Some(Role::Owner));
        archived.channel.archived_at = Some(NOW);
        assert_eq!(archived.permissions(NOW), Permissions { read: true, delete: true, ..Permissions::default() });
    }
}

//! What channels says about one user in one channel, and what follows from it here.

use std::time::Duration;

use chat_model::Timestamp;

/// One user in one channel, as the channels service sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Of two verdicts on the same channel the greater is the newer.
    pub version: i32,
    /// Who may find and join the channel.
    pub kind: ChannelKind,
    /// Whether they may read.
    pub can_read: bool,
    /// Whether they may write.
    pub can_post: bool,
    /// Their role; none if they are no member.
    pub role: Option<Role>,
    /// Until when they may not write.
    pub muted_until: Option<Timestamp>,
    /// Until when they are banned.
    pub banned_until: Option<Timestamp>,
    /// Since when the channel is only read.
    pub archived_at: Option<Timestamp>,
    /// Seconds between two messages of one author.
    pub slow_mode_seconds: i32,
}

/// Who may find and join a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelKind {
    /// Everyone.
    Public,
    /// Whoever was added.
    Private,
    /// Two people.
    Direct,
    /// A few people.
    Group,
}

/// What a member may do, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Read and write.
    Guest,
    /// Also bring others in.
    Member,
    /// Also keep order.
    Moderator,
    /// Everything.
    Owner,
}

/// Why somebody may not do something in a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such thing, as far as they may know.
    NotFound,
    /// They read, but are not in it.
    NotAMember,
    /// They may not write for a while.
    Muted,
    /// The channel is only read.
    Archived,
    /// Anything else.
    Forbidden,
    /// Channels alone could say so, and cannot be asked now.
    Unknown,
}

impl Verdict {
    /// Whether they may write.
    pub fn check_post(&self, now: Timestamp) -> Result<(), Refusal> {
        if !self.can_read {
            return Err(Refusal::NotFound);
        }
        if self.role.is_none() {
            return Err(Refusal::NotAMember);
        }
        if self.muted_until.is_some_and(|until| now < until) {
            return Err(Refusal::Muted);
        }
        if self.archived_at.is_some() {
            return Err(Refusal::Archived);
        }
        if self.can_post { Ok(()) } else { Err(Refusal::Forbidden) }
    }

    /// Whether they keep order here.
    #[must_use]
    pub fn leads(&self) -> bool {
        self.role >= Some(Role::Moderator)
    }

    /// How long they wait between two messages. Those who keep order do not.
    #[must_use]
    pub fn slow_mode(&self) -> Option<Duration> {
        let seconds = u64::try_from(self.slow_mode_seconds).ok().filter(|seconds| *seconds > 0)?;
        (!self.leads()).then_some(Duration::from_secs(seconds))
    }
}

impl ChannelKind {
    /// As the channels service and the database spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "PUBLIC",
            Self::Private => "PRIVATE",
            Self::Direct => "DIRECT",
            Self::Group => "GROUP",
        }
    }

    /// What one of them spelled.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Public, Self::Private, Self::Direct, Self::Group].into_iter().find(|kind| kind.as_str() == text)
    }
}

impl Role {
    /// As the channels service and the database spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Guest => "GUEST",
            Self::Member => "MEMBER",
            Self::Moderator => "MODERATOR",
            Self::Owner => "OWNER",
        }
    }

    /// What one of them spelled.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Guest, Self::Member, Self::Moderator, Self::Owner].into_iter().find(|role| role.as_str() == text)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_000_000);
    const LATER: Timestamp = Timestamp::from_millis(1_000_001);

    pub(crate) fn verdict(role: Option<Role>) -> Verdict {
        Verdict {
            version: 1,
            kind: ChannelKind::Public,
            can_read: true,
            can_post: role.is_some(),
            role,
            muted_until: None,
            banned_until: None,
            archived_at: None,
            slow_mode_seconds: 0,
        }
    }

    #[test]
    fn each_refusal_has_its_reason_and_what_cannot_be_read_is_missing() {
        let member = verdict(Some(Role::Member));
        assert_eq!(member.check_post(NOW), Ok(()));
        assert_eq!(verdict(None).check_post(NOW), Err(Refusal::NotAMember));
        assert_eq!(Verdict { can_post: false, ..member }.check_post(NOW), Err(Refusal::Forbidden));
        assert_eq!(Verdict { archived_at: Some(NOW), ..member }.check_post(NOW), Err(Refusal::Archived));
        let muted = Verdict { muted_until: Some(LATER), archived_at: Some(NOW), can_post: false, ..member };
        assert_eq!(muted.check_post(NOW), Err(Refusal::Muted));
        assert_eq!(Verdict { can_read: false, ..muted }.check_post(NOW), Err(Refusal::NotFound));
    }

    #[test]
    fn a_mute_ends() {
        let muted = Verdict { muted_until: Some(LATER), ..verdict(Some(Role::Member)) };
        assert_eq!(muted.check_post(NOW), Err(Refusal::Muted));
        assert_eq!(muted.check_post(LATER), Ok(()));
    }

    #[test]
    fn those_who_keep_order_are_not_slowed() {
        let slow = |role| Verdict { slow_mode_seconds: 30, ..verdict(Some(role)) }.slow_mode();
        assert_eq!(slow(Role::Guest), Some(Duration::from_secs(30)));
        assert_eq!(slow(Role::Member), Some(Duration::from_secs(30)));
        assert_eq!((slow(Role::Moderator), slow(Role::Owner)), (None, None));
        assert_eq!(verdict(Some(Role::Member)).slow_mode(), None);
        assert_eq!(Verdict { slow_mode_seconds: -1, ..verdict(Some(Role::Member)) }.slow_mode(), None);
    }
}

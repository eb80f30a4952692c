//! Memberships.

use chat_model::{ChannelId, MembershipId, Timestamp, UserId};

/// One user in one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Its id.
    pub id: MembershipId,
    /// Where.
    pub channel: ChannelId,
    /// Who.
    pub user: UserId,
    /// What they may do there.
    pub role: Role,
    /// Since when.
    pub joined_at: Timestamp,
    /// Who brought them in; none if they came by themselves.
    pub invited_by: Option<UserId>,
    /// Until when they may not write.
    pub muted_until: Option<Timestamp>,
    /// What they want to hear of.
    pub notifications: NotificationLevel,
    /// Whether they marked it.
    pub is_favorite: bool,
    /// Whether they hid it.
    pub is_hidden: bool,
}

/// What a member may do, from most to least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// What a member wants to hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotificationLevel {
    /// Every message.
    All,
    /// When somebody names them.
    Mentions,
    /// Nothing.
    None,
}

impl Role {
    /// As databases spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Guest => "GUEST",
            Self::Member => "MEMBER",
            Self::Moderator => "MODERATOR",
            Self::Owner => "OWNER",
        }
    }

    /// What a database spelled.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Guest, Self::Member, Self::Moderator, Self::Owner].into_iter().find(|role| role.as_str() == text)
    }
}

impl NotificationLevel {
    /// As databases spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Mentions => "MENTIONS",
            Self::None => "NONE",
        }
    }

    /// What a database spelled.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::All, Self::Mentions, Self::None].into_iter().find(|level| level.as_str() == text)
    }
}

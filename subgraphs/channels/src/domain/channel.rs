//! Channels.

use std::collections::BTreeSet;

use chat_model::{ChannelId, Timestamp, UserId};

use super::max;

/// A channel as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// Who may find and join it.
    pub kind: ChannelKind,
    /// None for DIRECT and for unnamed GROUP channels.
    pub name: Option<String>,
    /// What is being talked about.
    pub topic: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// Since when nobody may change or write anything.
    pub archived_at: Option<Timestamp>,
    /// Seconds between two messages of one author.
    pub slow_mode_seconds: i32,
    /// After how many days messages go; never if none.
    pub retention_days: Option<i32>,
    /// How many are in it.
    pub member_count: i32,
    /// When something last happened.
    pub active_at: Timestamp,
    /// Grows with every change of the channel or of its memberships.
    pub version: i32,
}

impl Channel {
    /// A channel that `creator` makes now for so many members, without a name or anything else yet.
    #[must_use]
    pub fn new(id: ChannelId, kind: ChannelKind, creator: UserId, now: Timestamp, members: usize) -> Self {
        Self {
            id,
            kind,
            name: None,
            topic: None,
            description: None,
            created_by: creator,
            created_at: now,
            archived_at: None,
            slow_mode_seconds: 0,
            retention_days: None,
            member_count: i32::try_from(members).unwrap_or(i32::MAX),
            active_at: now,
            version: 1,
        }
    }
}

/// Who may find and join a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChannelKind {
    /// Everyone.
    Public,
    /// Whoever was added; for everyone else it does not exist.
    Private,
    /// Two people, or one alone with their notes.
    Direct,
    /// A few people, without a name of its own at first.
    Group,
}

impl ChannelKind {
    /// As databases spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "PUBLIC",
            Self::Private => "PRIVATE",
            Self::Direct => "DIRECT",
            Self::Group => "GROUP",
        }
    }

    /// What a database spelled.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Public, Self::Private, Self::Direct, Self::Group].into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether such a channel is led by owners and moderators. In the others all are equal.
    #[must_use]
    pub const fn has_owners(self) -> bool {
        matches!(self, Self::Public | Self::Private)
    }
}

/// The form in which two names are compared.
#[must_use]
pub fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// A channel to be made, checked.
#[derive(Debug, Clone)]
pub struct NewChannel {
    /// Makes creating safe to repeat.
    pub idempotency_key: String,
    /// PUBLIC or PRIVATE.
    pub kind: ChannelKind,
    /// Its name.
    pub name: String,
    /// What is being talked about.
    pub topic: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Who is in it from the beginning, beside its creator.
    pub members: BTreeSet<UserId>,
}

/// The exact set of people of a DIRECT or GROUP channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People(BTreeSet<UserId>);

impl People {
    /// `viewer` and `others`. None if there are too many.
    pub fn new(viewer: UserId, others: impl IntoIterator<Item = UserId>) -> Option<Self> {
        let people: BTreeSet<_> = others.into_iter().chain([viewer]).take(max::PEOPLE + 1).collect();
        (people.len() <= max::PEOPLE).then_some(Self(people))
    }

    /// One or two people are DIRECT, more are a GROUP.
    #[must_use]
    pub fn kind(&self) -> ChannelKind {
        if self.0.len() <= 2 { ChannelKind::Direct } else { ChannelKind::Group }
    }

    /// Them, in the order of their ids: two equal sets are equal sequences.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = UserId> + '_ {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn user(number: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(number))
    }

    #[test]
    fn the_same_people_are_the_same_set_whoever_asks() {
        assert_eq!(People::new(user(1), [user(2), user(3)]), People::new(user(3), [user(1), user(2), user(1)]));
    }

    #[test]
    fn one_or_two_are_direct_and_more_are_a_group() {
        assert_eq!(People::new(user(1), []).unwrap().kind(), ChannelKind::Direct);
        assert_eq!(People::new(user(1), [user(2)]).unwrap().kind(), ChannelKind::Direct);
        assert_eq!(People::new(user(1), [user(2), user(3)]).unwrap().kind(), ChannelKind::Group);
        assert_eq!(People::new(user(0), (1..=20).map(user)), None);
    }
}

//! What a viewer may do in a channel, as far as that is known: because channels has just said so, or because it did before
//! and cannot be asked now.
//!
//! Two rules hold. What was heard before may grant and never refuses: a refusal from memory could turn away somebody who has
//! joined since. And the more a grant gives away, the sooner it goes stale.

use std::time::Duration;

use chat_model::{Timestamp, UserId};

use super::{ChannelKind, Message, Refusal, Verdict};

/// What channels said of one user in one channel, and when it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// What it said; none if there is no such channel.
    pub verdict: Option<Verdict>,
    /// When it was asked: what it said is true of then or later.
    pub at: Timestamp,
}

/// For how long what was heard still counts while channels cannot be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For writing.
    pub posts: Duration,
    /// For reading where not everybody may. What everybody may read is read for ever.
    pub private_reads: Duration,
}

/// A verdict, and how far it carries now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    verdict: Verdict,
    weight: Weight,
}

/// How far a verdict carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// Channels has just said so: it grants and refuses.
    Told,
    /// It grants what it granted, and refuses nothing.
    Fresh,
    /// It grants reading, and refuses nothing.
    Stale,
}

impl Heard {
    /// Whether this counts and `other` does not: the greater version, and of equal ones what was asked later. That a channel
    /// is gone has no version, and counts unless the other was asked later.
    #[must_use]
    pub fn is_newer_than(&self, other: &Self) -> bool {
        match (&self.verdict, &other.verdict) {
            (Some(own), Some(other_verdict)) => (own.version, self.at) > (other_verdict.version, other.at),
            (None, Some(_)) => self.at >= other.at,
            _ => self.at > other.at,
        }
    }

    /// What is left of it at `now`, while channels cannot be asked; none where it grants nothing.
    #[must_use]
    pub fn remembered(&self, now: Timestamp, patience: Patience) -> Option<Standing> {
        let verdict = self.verdict.filter(|verdict| verdict.can_read)?;
        // A clock that was set back must not make anything younger than it is.
        let age = Duration::from_millis(now.as_millis().abs_diff(self.at.as_millis()));
        let is_readable = verdict.kind == ChannelKind::Public || age < patience.private_reads;
        let weight = if age < patience.posts { Weight::Fresh } else { Weight::Stale };
        is_readable.then_some(Standing { verdict, weight })
    }
}

impl From<Verdict> for Standing {
    /// What channels has just said.
    fn from(verdict: Verdict) -> Self {
        Self { verdict, weight: Weight::Told }
    }
}

impl Standing {
    /// Whether they may read.
    #[must_use]
    pub fn can_read(&self) -> bool {
        self.verdict.can_read
    }

    /// Whether they may write.
    pub fn check_post(&self, now: Timestamp) -> Result<(), Refusal> {
        self.weigh(self.verdict.check_post(now))
    }

    /// Whether they, who are `user`, may replace the text of `message`.
    pub fn check_edit(&self, message: &Message, user: UserId, now: Timestamp) -> Result<(), Refusal> {
        self.weigh(message.check_edit(user, &self.verdict, now))
    }

    /// Whether they, who are `user`, may delete `message`.
    pub fn check_delete(&self, message: &Message, user: UserId) -> Result<(), Refusal> {
        self.weigh(message.check_delete(user, &self.verdict))
    }

    /// How long they wait between two messages.
    #[must_use]
    pub fn slow_mode(&self) -> Option<Duration> {
        self.verdict.slow_mode()
    }

    /// What is left of a verdict on a change.
    fn weigh(&self, checked: Result<(), Refusal>) -> Result<(), Refusal> {
        match self.weight {
            Weight::Told => checked,
            Weight::Fresh => checked.map_err(|_| Refusal::Unknown),
            Weight::Stale => Err(Refusal::Unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        Role,
        verdict::tests::{NOW, verdict},
    };
    use super::*;

    const PATIENCE: Patience = Patience { posts: Duration::from_secs(30), private_reads: Duration::from_secs(600) };
    const KINDS: [ChannelKind; 4] =
        [ChannelKind::Public, ChannelKind::Private, ChannelKind::Direct, ChannelKind::Group];

    fn heard(verdict: Verdict) -> Heard {
        Heard { verdict: Some(verdict), at: NOW }
    }

    /// May read, may write, so many seconds after it was heard.
    fn may(verdict: Verdict, seconds: u64) -> (bool, bool) {
        let now = NOW.after(Duration::from_secs(seconds));
        let standing = heard(verdict).remembered(now, PATIENCE);
        (
            standing.is_some_and(|standing| standing.can_read()),
            standing.is_some_and(|standing| standing.check_post(now).is_ok()),
        )
    }

    #[test]
    fn what_was_heard_a_moment_ago_grants_all_that_it_granted() {
        for kind in KINDS {
            assert_eq!(may(Verdict { kind, ..verdict(Some(Role::Member)) }, 29), (true, true), "{kind:?}");
        }
    }

    #[test]
    fn older_memories_let_read_what_is_public_for_ever_and_the_rest_for_a_while() {
        let member = |kind| Verdict { kind, ..verdict(Some(Role::Owner)) };
        for kind in KINDS {
            assert_eq!(may(member(kind), 30), (true, false), "{kind:?}");
            assert_eq!(may(member(kind), 599), (true, false), "{kind:?}");
            assert_eq!(may(member(kind), 600), (kind == ChannelKind::Public, false), "{kind:?}");
            assert_eq!(may(member(kind), 1_000_000), (kind == ChannelKind::Public, false), "{kind:?}");
        }
        assert_eq!(may(verdict(None), 1_000_000), (true, false));
    }

    #[test]
    fn a_memory_never_refuses() {
        let later = NOW.after(Duration::from_secs(3_600));
        let refusals = [
            verdict(None),
            Verdict { can_post: false, ..verdict(Some(Role::Member)) },
            Verdict { muted_until: Some(later), ..verdict(Some(Role::Member)) },
            Verdict { archived_at: Some(NOW), ..verdict(Some(Role::Owner)) },
        ];
        for refused in refusals {
            assert!(Standing::from(refused).check_post(NOW).is_err());
            let standing = heard(refused).remembered(NOW, PATIENCE).unwrap();
            assert_eq!(standing.check_post(NOW), Err(Refusal::Unknown), "{refused:?}");
        }
        // Where not even reading was granted nothing is left, which is not a refusal.
        assert_eq!(heard(Verdict { can_read: false, ..verdict(None) }).remembered(NOW, PATIENCE), None);
        assert_eq!(Heard { verdict: None, at: NOW }.remembered(NOW, PATIENCE), None);
    }

    #[test]
    fn what_channels_has_just_said_refuses_by_name() {
        assert_eq!(Standing::from(verdict(None)).check_post(NOW), Err(Refusal::NotAMember));
        assert_eq!(Standing::from(verdict(Some(Role::Member))).check_post(NOW), Ok(()));
    }

    #[test]
    fn a_clock_that_was_set_back_makes_nothing_younger() {
        let before = Timestamp::from_millis(NOW.as_millis() - 600_000);
        let private = Verdict { kind: ChannelKind::Private, ..verdict(Some(Role::Member)) };
        assert_eq!(heard(private).remembered(before, PATIENCE), None);
    }

    #[test]
    fn the_greater_version_counts_and_of_equal_ones_what_was_asked_later() {
        let at = |version, millis| Heard {
            verdict: Some(Verdict { version, ..verdict(None) }),
            at: Timestamp::from_millis(millis),
        };
        let gone = |millis| Heard { verdict: None, at: Timestamp::from_millis(millis) };
        assert!(at(2, 1).is_newer_than(&at(1, 9)) && !at(1, 9).is_newer_than(&at(2, 1)));
        assert!(at(1, 2).is_newer_than(&at(1, 1)) && !at(1, 1).is_newer_than(&at(1, 1)));
        // A channel that is gone has no version.
        assert!(gone(2).is_newer_than(&at(9, 1)) && !gone(1).is_newer_than(&at(1, 2)));
        assert!(at(1, 3).is_newer_than(&gone(2)));
        assert!(gone(2).is_newer_than(&at(1, 2)) && !at(1, 2).is_newer_than(&gone(2)));
    }
}

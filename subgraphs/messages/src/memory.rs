//! What channels said lately and the table does not hold yet: bounded, and never in the way of a request.
//!
//! No I/O in here: [`crate::standings`] writes what is [`Memory::pending`].

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chat_model::{ChannelId, UserId};

use crate::domain::Heard;

/// Of how many users in channels something may wait to be written. What comes then is not remembered.
const MAX_PENDING: usize = 10_000;
/// Of how many it is known what was written last.
const MAX_KEPT: usize = 20_000;
/// How far the table may be behind for somebody of whom the same is heard again and again.
const REFRESH: Duration = Duration::from_secs(10);

/// One user in one channel.
pub(crate) type Place = (UserId, ChannelId);

/// What was heard, and what of it was written.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    notes: Mutex<Notes>,
}

#[derive(Debug, Default)]
struct Notes {
    pending: HashMap<Place, Heard>,
    kept: HashMap<Place, Heard>,
}

impl Memory {
    /// Takes note of what was heard. Returns how much of it there was no room for.
    pub(crate) fn hear(&self, heard: impl IntoIterator<Item = (Place, Heard)>) -> usize {
        let mut notes = self.lock();
        heard.into_iter().filter(|(place, heard)| !notes.hear(*place, *heard)).count()
    }

    /// What was heard of this place and is not written yet.
    pub(crate) fn unwritten(&self, place: Place) -> Option<Heard> {
        self.lock().pending.get(&place).copied()
    }

    /// At most so much of what is to be written.
    pub(crate) fn pending(&self, most: usize) -> Vec<(Place, Heard)> {
        self.lock().pending.iter().take(most).map(|(place, heard)| (*place, *heard)).collect()
    }

    /// This is written now.
    pub(crate) fn written(&self, written: &[(Place, Heard)]) {
        let mut notes = self.lock();
        for (place, heard) in written {
            // Something newer may have been heard meanwhile.
            if notes.pending.get(place) == Some(heard) {
                notes.pending.remove(place);
            }
            notes.keep(*place, *heard);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Notes {
    /// False if there is no room.
    fn hear(&mut self, place: Place, heard: Heard) -> bool {
        if let Some(pending) = self.pending.get_mut(&place) {
            if heard.is_newer_than(pending) {
                *pending = heard;
            }
            return true;
        }
        if self.kept.get(&place).is_some_and(|kept| !heard.is_newer_than(kept) || says_the_same(kept, &heard)) {
            return true;
        }
        let has_room = self.pending.len() < MAX_PENDING;
        if has_room {
            self.pending.insert(place, heard);
        }
        has_room
    }

    fn keep(&mut self, place: Place, heard: Heard) {
        // Only ever a hint that a write can be spared: forgetting it costs that write.
        if self.kept.len() >= MAX_KEPT {
            self.kept.clear();
        }
        self.kept.insert(place, heard);
    }
}

/// Whether writing `heard` where `kept` is would change next to nothing.
fn says_the_same(kept: &Heard, heard: &Heard) -> bool {
    let apart = Duration::from_millis(heard.at.as_millis().abs_diff(kept.at.as_millis()));
    kept.verdict == heard.verdict && apart < REFRESH
}

#[cfg(test)]
mod tests {
    use chat_model::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{ChannelKind, Verdict};

    fn place(number: u128) -> Place {
        (UserId::from_uuid(Uuid::from_u128(number)), ChannelId::from_uuid(Uuid::from_u128(7)))
    }

    fn heard(version: i32, seconds: i64) -> Heard {
        let verdict = Verdict {
            version,
            kind: ChannelKind::Public,
            can_read: true,
            can_post: false,
            role: None,
            muted_until: None,
            banned_until: None,
            archived_at: None,
            slow_mode_seconds: 0,
        };
        Heard { verdict: Some(verdict), at: Timestamp::from_millis(seconds * 1_000) }
    }

    fn writes(memory: &Memory) -> usize {
        let pending = memory.pending(usize::MAX);
        memory.written(&pending);
        pending.len()
    }

    #[test]
    fn the_same_is_written_again_only_after_a_while() {
        let memory = Memory::default();
        let after = |heard| {
            assert_eq!(memory.hear([(place(1), heard)]), 0);
            writes(&memory)
        };
        assert_eq!(after(heard(1, 0)), 1);
        assert_eq!(after(heard(1, 9)), 0);
        assert_eq!(after(heard(1, 10)), 1);
        // Something else at once, and something older never.
        assert_eq!(after(heard(2, 11)), 1);
        assert_eq!(after(heard(1, 12)), 0);
        assert_eq!(after(Heard { verdict: None, at: Timestamp::from_millis(13_000) }), 1);
    }

    #[test]
    fn of_what_waits_only_the_newest_is_written() {
        let memory = Memory::default();
        memory.hear([(place(1), heard(1, 1)), (place(1), heard(3, 2)), (place(1), heard(2, 3))]);
        assert_eq!(memory.pending(9), [(place(1), heard(3, 2))]);
        assert_eq!(memory.unwritten(place(1)), Some(heard(3, 2)));
        // What is heard during a write waits for the next one.
        let taken = memory.pending(9);
        memory.hear([(place(1), heard(4, 4))]);
        memory.written(&taken);
        assert_eq!(memory.unwritten(place(1)), Some(heard(4, 4)));
    }

    #[test]
    fn there_is_room_for_so_much_and_no_more() {
        let memory = Memory::default();
        let many = 0..u128::try_from(MAX_PENDING).unwrap() + 5;
        assert_eq!(memory.hear(many.map(|number| (place(number), heard(1, 1)))), 5);
        // What waits already is still brought up to date.
        assert_eq!(memory.hear([(place(0), heard(2, 2)), (place(99_999), heard(1, 1))]), 1);
        assert_eq!(writes(&memory), MAX_PENDING);
        for number in 0..u128::try_from(2 * MAX_KEPT).unwrap() {
            memory.written(&[(place(number), heard(1, 1))]);
        }
        assert!(memory.lock().kept.len() <= MAX_KEPT);
    }
}

//! How far somebody has read.

use chat_model::{ChannelId, Timestamp};

/// A pointer into a channel's sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadState {
    /// Everything up to here has been read; zero if nothing.
    pub last_read: i64,
    /// When it last moved.
    pub updated_at: Timestamp,
}

impl ReadState {
    /// Nothing read, ever since the channel was made: which its id tells.
    #[must_use]
    pub fn nothing(channel: ChannelId) -> Self {
        let made = channel.uuid().get_timestamp().map_or(0, |made| {
            let (seconds, nanos) = made.to_unix();
            i64::try_from(seconds).unwrap_or_default().saturating_mul(1_000) + i64::from(nanos / 1_000_000)
        });
        Self { last_read: 0, updated_at: Timestamp::from_millis(made) }
    }

    /// The sequence of the first unread message of a channel whose last has the sequence `last`.
    #[must_use]
    pub const fn first_unread(&self, last: i64) -> Option<i64> {
        if self.last_read < last { Some(self.last_read + 1) } else { None }
    }

    /// How many are unread in a channel whose last message has the sequence `last`.
    #[must_use]
    pub const fn unread(&self, last: i64) -> i64 {
        let unread = last.saturating_sub(self.last_read);
        if unread < 0 { 0 } else { unread }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unread_is_a_subtraction() {
        let state = ReadState { last_read: 3, updated_at: Timestamp::from_millis(0) };
        assert_eq!((state.unread(10), state.unread(3), state.unread(0)), (7, 0, 0));
        assert_eq!((state.first_unread(10), state.first_unread(3)), (Some(4), None));
    }

    #[test]
    fn whoever_never_read_has_read_nothing_since_the_channel_was_made() {
        let made = Timestamp::from_millis(1_700_000_000_123);
        assert_eq!(ReadState::nothing(ChannelId::new(made, [7; 10])), ReadState { last_read: 0, updated_at: made });
        let no_time = ChannelId::from_uuid(uuid::Uuid::nil());
        assert_eq!(ReadState::nothing(no_time).updated_at, Timestamp::from_millis(0));
    }
}

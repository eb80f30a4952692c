//! Shards: the parts of a log. Events with one key are in one of them, and keep their order.

use uuid::Uuid;

/// How many there are, for ever: positions are of shards.
pub const SHARDS: u8 = 16;

/// A part of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shard(u8);

impl Shard {
    /// The one in which events with this key are. Keys are ids, whose last bytes are random.
    #[must_use]
    pub const fn of(key: Uuid) -> Self {
        Self(key.as_bytes()[15] % SHARDS)
    }

    /// All of them, in order.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        (0..SHARDS).map(Self)
    }

    /// The one with this number, below [`SHARDS`].
    #[must_use]
    pub fn numbered(number: u8) -> Option<Self> {
        (number < SHARDS).then_some(Self(number))
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

//! The rules, without any I/O: what a channel and a membership are, who sees what, and what a change needs.

mod access;
mod changes;
mod channel;
mod membership;

pub use access::{Ban, Permissions, Seen};
pub use changes::{Change, Refusal, check_join, check_leave, check_update};
pub use channel::{Channel, ChannelKind, NewChannel, People, name_key};
pub use membership::{Membership, NotificationLevel, Role};

/// How long things may be, in characters.
pub mod max {
    /// A channel's name.
    pub const NAME: usize = 80;
    /// A topic.
    pub const TOPIC: usize = 250;
    /// A description.
    pub const DESCRIPTION: usize = 1_000;
    /// The key that makes creating safe to repeat.
    pub const IDEMPOTENCY_KEY: usize = 100;
    /// How many members a channel may begin with, its creator included.
    pub const FIRST_MEMBERS: usize = 100;
    /// How many people a DIRECT or GROUP channel may have, the viewer included.
    pub const PEOPLE: usize = 20;
    /// Seconds between two messages of one author: six hours.
    pub const SLOW_MODE_SECONDS: i32 = 21_600;
    /// Days that messages may be kept: ten years.
    pub const RETENTION_DAYS: i32 = 3_650;
}

//! The rules, without any I/O: what a message is, who may do what with it, which sequences a page has, and how a text is
//! shown.

mod markdown;
mod message;
mod read_state;
mod standing;
mod verdict;
mod window;

pub use markdown::{html, plain};
pub use message::{Edit, Message, MessageKind, NewMessage};
pub use read_state::ReadState;
pub use standing::{Heard, Patience, Standing};
pub use verdict::{ChannelKind, Refusal, Role, Verdict};
pub use window::{FIRST_SEQUENCE, Window, around, window};

/// How much there may be.
pub mod max {
    /// Characters of a message.
    pub const BODY: usize = 8_000;
    /// Characters of the reason for a deletion.
    pub const REASON: usize = 500;
    /// Former texts that are kept of one message: the latest.
    pub const EDITS: i32 = 100;
    /// Messages on each side of the target of a window.
    pub const RADIUS: i64 = 50;
}

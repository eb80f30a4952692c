//! The words that all services share, and nothing that does I/O.
//!
//! * [`id`]: typed, prefixed, time-sortable ids.
//! * [`timestamp`]: instants with millisecond precision, always UTC.
//! * [`page`] and [`cursor`]: what a page request may say, and the opaque positions in it.
//! * [`text`]: which characters a user may send.
//! * [`identity`]: who is calling. [`secret`]: what is never printed.
//!
//! Architecture invariant: this crate knows no database, no GraphQL and no clock. It may be used by every `domain` module.

pub mod cursor;
pub mod id;
pub mod identity;
pub mod page;
pub mod secret;
pub mod text;
pub mod timestamp;

pub use id::{ChannelId, Id, MembershipId, MessageId, SessionId, UserId, ViewerId};
pub use identity::{Identity, Role, Viewer};
pub use secret::Secret;
pub use timestamp::Timestamp;

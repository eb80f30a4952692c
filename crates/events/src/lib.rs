//! What services tell each other.
//!
//! It owns the words: every event with its data ([`Event`]), the envelope in which it travels ([`Envelope`], CloudEvents 1.0), and
//! the AsyncAPI document that describes all of it ([`asyncapi`]). It must never know how an event travels, who keeps it, or
//! what anybody does about it. Pure.
//!
//! Rules that every event keeps:
//!
//! * An event that feeds a replica carries the whole public state of its aggregate at that version, so that applying the
//!   newest is enough.
//! * It is changed by additions only, and new fields are optional. Anything else is a new event, `….v2`. The test
//!   `compatibility` compares with what is committed under `schema/events.json`.
//! * No credentials, no addresses, no text of messages.
//!
//! Start reading at `catalog.rs`.

pub mod asyncapi;
mod catalog;
mod channel;
pub mod compatibility;
mod envelope;
mod membership;
mod message;
mod session;
mod user;

pub use catalog::{Definition, Event, Owner, UnknownEvent};
pub use channel::{ChannelGone, ChannelKind, ChannelState};
pub use envelope::{Envelope, InvalidEnvelope};
pub use membership::{MembershipGone, MembershipState, RemovalReason, Role};
pub use message::{MessageChanged, MessagePosted, MessageReported};
pub use session::SessionRevoked;
pub use user::{UserBlock, UserGone, UserSettings, UserState, UserSuspension};

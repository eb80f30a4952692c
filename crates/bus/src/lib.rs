//! How events travel: the log that each service keeps in its own database, in the same transactions as what it is about, and
//! how other services follow it.
//!
//! It owns the tables of both and their rules: positions are dense in each shard, they become visible in order, and what a
//! reader does not find was never there or is said by something newer; what a follower does about an event it does once. It
//! must never know what an event means.
//!
//! * [`Log`]: writing and reading. [`feed`]: reading over HTTP.
//! * [`Follower`]: another service's log, applied to a database of one's own by an [`Apply`].

mod entity;
pub mod feed;
mod follow;
mod log;
pub mod migration;
mod shard;

pub use follow::{Apply, DeadLetter, FollowError, Follower, Following};
pub use log::{Entry, Log, Page, Positions, append};
pub use shard::{SHARDS, Shard};

//! How events travel: the log that each service keeps in its own database, in the same transactions as what it is about.
//!
//! It owns the log's tables and their rules: positions are dense in each shard, they become visible in order, and what a
//! reader does not find was never there or is said by something newer. It must never know what an event means.
//!
//! Start reading at [`Log`].

mod entity;
mod log;
pub mod migration;
mod shard;

pub use log::{Entry, Log, Page, append};
pub use shard::{SHARDS, Shard};

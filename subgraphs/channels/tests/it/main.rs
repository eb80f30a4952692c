//! The laws of the channels subgraph: its schema against real databases.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

mod creating;
mod direct;
mod entities;
mod input;
mod listing;
mod membership;
mod privacy;
mod schema;
mod service;
mod statements;
mod telling;
mod verdicts;
mod wire;

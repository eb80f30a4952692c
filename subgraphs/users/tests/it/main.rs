//! The laws of the users subgraph: its schema against real databases.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

mod entities;
mod logging_in;
mod privacy;
mod profile;
mod reading;
mod refreshing;
mod registering;
mod renaming;
mod schema;
mod secrets;
mod service;
mod sessions;
mod statements;
mod telling;
mod tokens;
mod wire;

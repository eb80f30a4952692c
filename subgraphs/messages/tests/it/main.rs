//! The laws of the messages subgraph: its schema against real databases.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

mod authority;
mod deleting;
mod editing;
mod entities;
mod input;
mod pages;
mod privacy;
mod read_state;
mod remembering;
mod replay;
mod schema;
mod sending;
mod service;
mod statements;
mod wire;

//! See `src/lib.rs`.

#![expect(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]
#![expect(clippy::print_stderr, reason = "a test says what it did not try")]

mod degraded;
mod graph;
mod law;
mod laws;
mod operation;
mod random;
mod resolve;
mod shrink;
mod simulation;
mod subgraph;
mod world;

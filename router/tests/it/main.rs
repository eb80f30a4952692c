//! The laws of the router: in front of stubs of subgraphs, on real sockets.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

mod answers;
mod checks;
mod conformance;
mod faults;
mod features;
mod graph;
mod identity;

mod lints;
mod operations;
mod passing_on;
mod process;
mod stub;
mod tools;
mod transports;

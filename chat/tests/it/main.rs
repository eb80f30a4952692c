//! The laws of the process: the real binary on free ports, in folders of its own.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

mod content;
mod demo;
mod process;
mod readme;
mod router;
mod start;

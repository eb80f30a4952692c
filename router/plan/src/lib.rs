//! Query planning for a federated graph: a supergraph and an operation in, a [`Plan`] out.
//!
//! Pure and synchronous: no I/O, no clock, nothing of what executes a plan or serves it. Bounded: planning stops with an
//! error when it would take more work than its budget.

mod condition;
mod plan;

pub use condition::{Condition, Term};
pub use plan::*;

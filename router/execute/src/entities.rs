//! Entities: which objects a fetch is about, what is sent for them, and where they stand in the response.

mod representation;
mod target;

pub(crate) use representation::{MAX_REPRESENTATIONS, Requested, Scratch, Sent, represent};
pub(crate) use target::visit;

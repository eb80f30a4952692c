//! What every subgraph's GraphQL side shares.
//!
//! * [`endpoint`]: the HTTP path that serves a schema: limits, deadlines, one log line per operation.
//! * [`fault`]: top-level errors and their codes. [`user_errors!`]: expected failures, which are data.
//! * [`page`]: Relay connections. [`scalar`]: `DateTime`. [`node`](mod@node): the interface of everything with a global id.
//! * [`loader`]: many keys, one query.
//! * [`caller`]: who asks. [`limit`]: what a document may ask. [`contract`]: the SDL that is committed.
//!
//! Architecture invariant: no table in here, and no word of what users, channels or messages mean.

pub mod caller;
pub mod contract;
pub mod endpoint;
pub mod fault;
pub mod input;
pub mod limit;
pub mod loader;
pub mod node;
pub mod page;
pub mod scalar;
mod user_error;

#[doc(hidden)]
pub use async_graphql;

pub use fault::Fault;
pub use loader::Loader;
pub use page::{Connection, PageInfo};
pub use scalar::DateTime;

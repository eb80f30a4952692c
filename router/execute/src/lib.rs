//! Execution of a query plan: a plan and a transport in, the bytes of the GraphQL response out.
//!
//! What costs is JSON, so no tree of it is ever built. A [`Plan`](federation_plan::Plan) is compiled once into a
//! [`Program`]; [`execute`] runs it:
//!
//! * `execution`: a request from the first fetch to the last. Start reading here.
//! * `program`: what a plan is compiled into: flat tables over encoded keys.
//! * `arena`: what is known so far: objects as rows of slots, leaves as ranges of the received bytes.
//! * `scan`, `read`: JSON in one strict pass, and answers read by it. A body that is cut or malformed is never data.
//! * `entities`, `request`: which objects a fetch is about, and what is sent for them.
//! * `merge`: making what was read a part of what is known.
//! * `write`: the response, copied from ranges between encoded keys; nulls move up by cutting it back.
//! * `error`: the errors of subgraphs with the client's paths, and those of failed fetches.
//!
//! Architecture invariant: no socket, no HTTP, no clock and no task in here. Whoever implements [`Subgraphs`] brings
//! deadlines. Nothing an answer holds is trusted; nothing of it makes execution panic or take unbounded memory.

mod arena;
mod entities;
mod error;
mod execution;
mod merge;
mod program;
mod read;
mod request;
mod scan;
mod subgraphs;
mod write;

pub use execution::{Inputs, Response, execute};
pub use program::{CompileError, Program};
pub use subgraphs::{BoxFuture, FetchError, SubgraphRequest, Subgraphs};

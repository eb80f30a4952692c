//! The federation router, as a library and as the binary `router`.
//!
//! It owns the way of a request from HTTP to subgraphs and back. It must never know what a graph is about: everything that
//! it knows of one is in the supergraph that it is given.
//!
//! Start reading at `pipeline.rs`, which is a request on one screen. Around it:
//!
//! * `http/`: the paths, GraphQL over HTTP, `/health`, `/ready`, `/graphiql`;
//! * `identity/`: whom a client's token speaks for, and what subgraphs are told of it;
//! * `transport/`: how a subgraph is reached, and by which rules (deadlines, repeats, breaker, limits);
//! * `config.rs`: the configuration file;
//! * `cli/`: the commands, one file each.
//!
//! Composition, checks, planning and execution are crates of their own: `federation-compose`, `federation-check`,
//! `federation-plan` and `federation-execute`; what they find is told by `federation-report`. None of them does I/O.
//!
//! Whoever wants the router in another process builds a [`Router`] out of a [`RouterConfig`] and serves [`Router::routes`].

pub mod cli;
pub mod config;
mod file;
mod http;
pub mod identity;
mod pipeline;
mod router;
pub mod transport;

pub use self::router::{Router, RouterConfig, StartError};

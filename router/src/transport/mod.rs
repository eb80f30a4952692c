//! How a subgraph is reached.
//!
//! One trait, [`Transport`], and its implementations: HTTP/1.1 with kept connections, HTTP/2 with prior knowledge, a Unix
//! socket, a service in this process, and the virtual subgraph `node`, which is answered here. None of them has a deadline or a second try: that is [`Endpoint`]'s, which is
//! the only thing that the rest of the router sees.

mod address;
mod answer;
mod breaker;
mod endpoint;
mod failure;
mod in_process;
mod node;
mod tcp;
mod unix;

use std::{error::Error, future::Future, pin::Pin, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response};

pub(crate) use self::answer::whole;
pub use self::{
    address::{Address, AddressError},
    endpoint::{Call, Endpoint},
    failure::Failure,
};
use self::{in_process::InProcess, node::NodeSubgraph, tcp::Tcp, unix::UnixSocket};

/// How long connecting may take.
const CONNECT: Duration = Duration::from_millis(250);
/// How long an unused connection is kept: less than subgraphs do, which commonly close it after ten seconds, so that none
/// is used in the moment in which it is closed.
const IDLE: Duration = Duration::from_secs(4);

/// A future that somebody else awaits.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends one request and returns the answer as soon as its header is there. Whoever calls sets the deadline.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request`.
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Body>, SendError>>;
}

/// No answer, or only a part of its header.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// There was no connection: not one byte of the request was sent.
    #[error("cannot connect")]
    Connect(#[source] Box<dyn Error + Send + Sync>),
    /// The connection broke: whether the request was seen is unknown.
    #[error("the connection broke")]
    Broken(#[source] Box<dyn Error + Send + Sync>),
}

impl From<hyper_util::client::legacy::Error> for SendError {
    fn from(error: hyper_util::client::legacy::Error) -> Self {
        if error.is_connect() { Self::Connect(error.into()) } else { Self::Broken(error.into()) }
    }
}

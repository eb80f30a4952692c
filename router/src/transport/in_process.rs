//! A subgraph in this process: its routes are called, and nothing goes over a wire.

use axum::{Router, body::Body};
use bytes::Bytes;
use http::{Request, Response};
use tower::ServiceExt;

use super::{BoxFuture, SendError, Transport};

/// The routes of a subgraph.
///
/// A caller's identity reaches them in the request's extensions, where nothing that comes over a socket can put one.
#[derive(Debug, Clone)]
pub struct InProcess {
    routes: Router,
}

impl InProcess {
    /// Calls `routes`.
    #[must_use]
    pub fn new(routes: Router) -> Self {
        // Makes them ready once, and not for every call.
        Self { routes: routes.with_state(()) }
    }
}

impl Transport for InProcess {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Body>, SendError>> {
        let answer = self.routes.clone().oneshot(request.map(Body::from));
        Box::pin(async { answer.await.map_err(|never| match never {}) })
    }
}

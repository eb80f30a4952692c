//! Over TCP: HTTP/1.1 with kept connections, HTTP/2 with prior knowledge, and over TLS whichever the server prefers.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        Builder, Client,
        connect::{Connect, HttpConnector},
    },
    rt::{TokioExecutor, TokioTimer},
};

use super::{BoxFuture, CONNECT, IDLE, SendError, Transport};

/// Unused connections that are kept for each subgraph.
const IDLE_CONNECTIONS: usize = 256;
/// An HTTP/2 connection with requests under way is asked so often whether it lives …
const PING: Duration = Duration::from_secs(2);
/// … and is given up when it does not say so within this: all its requests would wait in vain.
const PONG: Duration = Duration::from_secs(1);

/// A pool of connections that `C` opens.
#[derive(Debug, Clone)]
pub struct Tcp<C> {
    client: Client<C, Full<Bytes>>,
}

impl Tcp<HttpConnector> {
    /// HTTP/1.1.
    #[must_use]
    pub fn http() -> Self {
        Self { client: pool().build(connector()) }
    }

    /// HTTP/2 without TLS and without asking whether the server speaks it.
    #[must_use]
    pub fn h2c() -> Self {
        Self { client: pool().http2_only(true).build(connector()) }
    }
}

impl Tcp<HttpsConnector<HttpConnector>> {
    /// HTTP/2 or HTTP/1.1 over TLS, trusting the certificate authorities that browsers trust.
    #[must_use]
    pub fn https() -> Self {
        let mut tcp = connector();
        tcp.enforce_http(false);
        let tls = HttpsConnectorBuilder::new().with_webpki_roots().https_only().enable_all_versions();
        Self { client: pool().build(tls.wrap_connector(tcp)) }
    }
}

impl<C: Connect + Clone + Send + Sync + 'static> Transport for Tcp<C> {
    #[expect(clippy::disallowed_methods, reason = "whoever calls a transport sets the deadline")]
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Body>, SendError>> {
        let answer = self.client.request(request.map(Full::new));
        Box::pin(async { Ok(answer.await?.map(Body::new)) })
    }
}

pub(super) fn pool() -> Builder {
    let mut builder = Client::builder(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(IDLE_CONNECTIONS)
        .http2_keep_alive_interval(PING)
        .http2_keep_alive_timeout(PONG);
    builder
}

fn connector() -> HttpConnector {
    let mut connector = HttpConnector::new();
    connector.set_connect_timeout(Some(CONNECT));
    connector.set_nodelay(true);
    connector
}

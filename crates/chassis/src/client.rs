//! Calls from one service to another, with a deadline for each attempt, one retry and a circuit breaker: JSON over
//! HTTP/1.1 with a passport, or, to a service in the same process, a call of its routes. The callers are told apart from the
//! answer's content: what the answer means is theirs to read.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
};
use http::{Method, Request, Response, StatusCode, Uri, header, uri::PathAndQuery};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use recloser::{AsyncRecloser, Recloser};
use tower::ServiceExt;

use crate::{Ambient, Identity, deadline, identity::Passports};

/// How long connecting may take.
const CONNECT: Duration = Duration::from_millis(250);
/// How long an unused connection is kept: less than the other side does, so that none is used as it is closed.
const IDLE: Duration = Duration::from_secs(4);
/// The largest answer that is read.
const MAX_ANSWER_BYTES: usize = 1024 * 1024;
/// The breaker looks at so many calls …
const WINDOW_CALLS: usize = 20;
/// … opens when half of them fail, and then lets so many probes through.
const PROBES: usize = 3;
/// How long it stays open at first, and at most.
const OPEN: Duration = Duration::from_secs(1);
const OPEN_MAX: Duration = Duration::from_secs(30);

/// Calls one other service, as this service.
#[derive(Clone)]
pub struct ServiceClient {
    audience: &'static str,
    attempt: Duration,
    passports: Arc<Passports>,
    ambient: Ambient,
    way: Way,
    breaker: AsyncRecloser,
}

/// How the other service is reached.
#[derive(Clone)]
enum Way {
    /// Over a socket, where only a passport tells who calls.
    Http { uri: Uri, client: Box<Client<HttpConnector, Full<Bytes>>> },
    /// Its routes, in this process: who calls is handed over, as nothing that comes over a socket could be.
    InProcess(Router),
}

/// The other service gave no usable answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CallError {
    /// Too many of the latest calls failed; this one was not made.
    #[error("{service} has failed too often lately")]
    Open {
        /// Whom we wanted to call.
        service: &'static str,
    },
    /// Not in time.
    #[error("{service} did not answer in time")]
    Timeout {
        /// Whom we called.
        service: &'static str,
    },
    /// No connection, or it broke.
    #[error("{service} cannot be reached")]
    Unreachable {
        /// Whom we called.
        service: &'static str,
    },
    /// An answer that is not a success, or too large.
    #[error("{service} answered {status}")]
    Status {
        /// Whom we called.
        service: &'static str,
        /// How it answered.
        status: StatusCode,
    },
}

impl ServiceClient {
    /// Calls the GraphQL endpoint of `audience` at `uri`, giving each attempt `attempt`.
    #[must_use]
    pub fn new(
        audience: &'static str,
        uri: Uri,
        attempt: Duration,
        passports: Arc<Passports>,
        ambient: Ambient,
    ) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT));
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(32)
            .build(connector);
        Self::by(Way::Http { uri, client: Box::new(client) }, audience, attempt, passports, ambient)
    }

    /// Calls the GraphQL endpoint among `routes`, which are those of `audience` in this process, giving each attempt
    /// `attempt`.
    #[must_use]
    pub fn in_process(
        audience: &'static str,
        routes: Router,
        attempt: Duration,
        passports: Arc<Passports>,
        ambient: Ambient,
    ) -> Self {
        // Makes them ready once, and not for every call.
        Self::by(Way::InProcess(routes.with_state(())), audience, attempt, passports, ambient)
    }

    fn by(way: Way, audience: &'static str, attempt: Duration, passports: Arc<Passports>, ambient: Ambient) -> Self {
        let breaker = Recloser::custom()
            .error_rate(0.5)
            .closed_len(WINDOW_CALLS)
            .half_open_len(PROBES)
            .open_wait(OPEN)
            .open_wait_strategy(|failures: u32, open: Duration| {
                open.saturating_mul(1 << failures.saturating_sub(1).min(5)).min(OPEN_MAX)
            })
            .build();
        Self { audience, attempt, passports, ambient, way, breaker: breaker.into() }
    }

    /// Sends `body`, a GraphQL query in JSON, and returns the answer's body. A failed attempt is repeated once: never
    /// use it for a mutation.
    pub async fn query(&self, body: Bytes, identity: &Identity) -> Result<Bytes, CallError> {
        let first = self.guarded(body.clone(), identity).await;
        match first {
            Err(CallError::Timeout { .. } | CallError::Unreachable { .. }) => {
                // Full jitter, so that the callers of a service that stumbled do not all come back at once.
                let jitter = 25 + u64::from(u16::from_le_bytes(self.ambient.random())) * 50 / u64::from(u16::MAX);
                tokio::time::sleep(Duration::from_millis(jitter)).await;
                self.guarded(body, identity).await
            }
            other => other,
        }
    }

    /// Gets `path` with its query from the service, as itself, within `time`: a long poll takes longer than a question may. It
    /// is not repeated, and opens no breaker: whoever polls comes again anyway.
    pub async fn get(&self, path: &str, time: Duration) -> Result<Bytes, CallError> {
        let service = self.audience;
        let identity = Identity { viewer: None, service: Some(self.passports.issuer().to_owned()) };
        let path = path.parse::<PathAndQuery>().map_err(|_| CallError::Unreachable { service })?;
        let call = Call { method: Method::GET, path: Some(path), body: Bytes::new(), time };
        tokio::time::timeout(time, self.exchange(call, identity)).await.unwrap_or(Err(CallError::Timeout { service }))
    }

    async fn guarded(&self, body: Bytes, identity: &Identity) -> Result<Bytes, CallError> {
        let is_fault = |error: &CallError| match error {
            CallError::Status { status, .. } => status.is_server_error(),
            _ => true,
        };
        self.breaker.call_with(is_fault, self.once(body, identity)).await.map_err(|error| match error {
            recloser::Error::Inner(error) => error,
            recloser::Error::Rejected => CallError::Open { service: self.audience },
        })
    }

    async fn once(&self, body: Bytes, identity: &Identity) -> Result<Bytes, CallError> {
        let service = self.audience;
        let identity = Identity { viewer: identity.viewer.clone(), service: Some(self.passports.issuer().to_owned()) };
        let call = Call { method: Method::POST, path: None, body, time: self.attempt };
        tokio::time::timeout(self.attempt, self.exchange(call, identity))
            .await
            .unwrap_or(Err(CallError::Timeout { service }))
    }

    async fn exchange(&self, call: Call, identity: Identity) -> Result<Bytes, CallError> {
        match &self.way {
            Way::Http { uri, client } => self.over_http(uri, client, call, &identity).await,
            Way::InProcess(routes) => self.within(routes, call, identity).await,
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that calls, under the deadline above")]
    async fn over_http(
        &self,
        uri: &Uri,
        client: &Client<HttpConnector, Full<Bytes>>,
        call: Call,
        identity: &Identity,
    ) -> Result<Bytes, CallError> {
        let service = self.audience;
        let passport = self.passports.mint(service, identity).map_err(|_| CallError::Unreachable { service })?;
        let request = call
            .request(uri.clone())
            .and_then(|request| {
                let body = Full::new(call.body.clone());
                request.header(header::AUTHORIZATION, format!("Bearer {passport}")).body(body)
            })
            .map_err(|_| CallError::Unreachable { service })?;
        self.read(client.request(request).await.map_err(|_| CallError::Unreachable { service })?).await
    }

    async fn within(&self, routes: &Router, call: Call, identity: Identity) -> Result<Bytes, CallError> {
        let request = call
            .request(Uri::from_static("/graphql"))
            .and_then(|request| request.extension(identity).body(Body::from(call.body.clone())))
            .map_err(|_| CallError::Unreachable { service: self.audience })?;
        let response = routes.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        self.read(response).await
    }

    async fn read<B: HttpBody<Data = Bytes>>(&self, response: Response<B>) -> Result<Bytes, CallError>
    where
        B::Error: Into<axum::BoxError>,
    {
        let service = self.audience;
        let status = response.status();
        if !status.is_success() {
            return Err(CallError::Status { service, status });
        }
        let body = Limited::new(response.into_body(), MAX_ANSWER_BYTES).collect().await;
        Ok(body.map_err(|_| CallError::Unreachable { service })?.to_bytes())
    }
}

/// What is sent.
struct Call {
    method: Method,
    /// Instead of the path of the client's URI.
    path: Option<PathAndQuery>,
    body: Bytes,
    /// How long the answer is waited for.
    time: Duration,
}

impl Call {
    fn request(&self, uri: Uri) -> Result<http::request::Builder, http::Error> {
        let mut parts = uri.into_parts();
        if let Some(path) = &self.path {
            parts.path_and_query = Some(path.clone());
        }
        Ok(Request::builder()
            .method(self.method.clone())
            .uri(Uri::from_parts(parts)?)
            .header(header::CONTENT_TYPE, "application/json")
            .header(deadline::HEADER, u64::try_from(self.time.as_millis()).unwrap_or(u64::MAX)))
    }
}

#[cfg(test)]
mod tests;

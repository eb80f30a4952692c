//! Calls from one service to another: JSON over HTTP/1.1, with a passport, a deadline for each attempt, one retry and a
//! circuit breaker. The callers are told apart from the answer's content: what the answer means is theirs to read.

use std::{sync::Arc, time::Duration};

use axum::body::Bytes;
use http::{Request, StatusCode, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use recloser::{AsyncRecloser, Recloser};

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
    uri: Uri,
    attempt: Duration,
    passports: Arc<Passports>,
    ambient: Ambient,
    http: Client<HttpConnector, Full<Bytes>>,
    breaker: AsyncRecloser,
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
        let http = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(32)
            .build(connector);
        let breaker = Recloser::custom()
            .error_rate(0.5)
            .closed_len(WINDOW_CALLS)
            .half_open_len(PROBES)
            .open_wait(OPEN)
            .open_wait_strategy(|failures: u32, open: Duration| {
                open.saturating_mul(1 << failures.saturating_sub(1).min(5)).min(OPEN_MAX)
            })
            .build();
        Self { audience, uri, attempt, passports, ambient, http, breaker: breaker.into() }
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

    #[expect(clippy::disallowed_methods, reason = "the one place that calls, under the deadline below")]
    async fn once(&self, body: Bytes, identity: &Identity) -> Result<Bytes, CallError> {
        let service = self.audience;
        let identity = Identity { viewer: identity.viewer.clone(), service: Some(self.passports.issuer().to_owned()) };
        let passport = self.passports.mint(service, &identity).map_err(|_| CallError::Unreachable { service })?;
        let request = Request::post(self.uri.clone())
            .header(header::AUTHORIZATION, format!("Bearer {passport}"))
            .header(header::CONTENT_TYPE, "application/json")
            .header(deadline::HEADER, u64::try_from(self.attempt.as_millis()).unwrap_or(u64::MAX))
            .body(Full::new(body))
            .map_err(|_| CallError::Unreachable { service })?;
        let exchange = async {
            let response = self.http.request(request).await.map_err(|_| CallError::Unreachable { service })?;
            let status = response.status();
            if !status.is_success() {
                return Err(CallError::Status { service, status });
            }
            let body = Limited::new(response.into_body(), MAX_ANSWER_BYTES).collect().await;
            Ok(body.map_err(|_| CallError::Unreachable { service })?.to_bytes())
        };
        tokio::time::timeout(self.attempt, exchange).await.unwrap_or(Err(CallError::Timeout { service }))
    }
}

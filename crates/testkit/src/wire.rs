//! A client on real sockets, for what only the HTTP layer can show.

use std::{net::SocketAddr, time::Duration};

use axum::{Router, body::Bytes};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::Value;
use tokio::net::TcpListener;

/// How long a test waits for any answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A client of one server.
#[derive(Debug, Clone)]
pub struct WireClient {
    base: String,
    http: Client<HttpConnector, Full<Bytes>>,
}

impl AsRef<Self> for WireClient {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// The body as JSON, or null if it is not.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// Nothing came back: no connection, or it broke.
#[derive(Debug)]
pub struct NoAnswer;

impl WireClient {
    /// A client of the server at `address`.
    #[must_use]
    pub fn new(address: SocketAddr) -> Self {
        Self { base: format!("http://{address}"), http: Client::builder(TokioExecutor::new()).build_http() }
    }

    /// Sends any request.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Result<Answer, NoAnswer> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body.into())).unwrap();
        let exchange = async {
            let response = self.http.request(request).await.map_err(|_| NoAnswer)?;
            let (parts, body) = response.into_parts();
            let body = body.collect().await.map_err(|_| NoAnswer)?.to_bytes();
            Ok(Answer { status: parts.status, headers: parts.headers, body })
        };
        tokio::time::timeout(PATIENCE, exchange).await.unwrap_or(Err(NoAnswer))
    }

    /// Sends a GraphQL operation with `token`.
    pub async fn graphql(&self, token: &str, query: &str, variables: Value) -> Result<Answer, NoAnswer> {
        self.ask(Some(token), query, variables).await
    }

    /// Sends a GraphQL operation with `token`, if there is one.
    pub async fn ask(&self, token: Option<&str>, query: &str, variables: Value) -> Result<Answer, NoAnswer> {
        let body = serde_json::json!({ "query": query, "variables": variables }).to_string();
        let authorization = token.map(|token| format!("Bearer {token}"));
        let mut headers = vec![(header::CONTENT_TYPE.as_str(), "application/json")];
        headers.extend(authorization.as_deref().map(|value| (header::AUTHORIZATION.as_str(), value)));
        self.send(Method::POST, "/graphql", &headers, body).await
    }
}

/// Serves `app` on a free port of this machine until the test ends.
pub async fn serve(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    address
}

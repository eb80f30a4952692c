//! The library: a graph of two subgraphs, the router before them, and what tests ask.

use std::{collections::HashMap, sync::Arc};

use axum::body::Body;
use bytes::Bytes;
use chat_chassis::{Ambient, process::Environment};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use router::{Router, RouterConfig, config::Config};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::stub::{Reply, Seen, Stub};

pub const SUPERGRAPH: &str = include_str!("../library/supergraph.graphql");

/// A query that takes both subgraphs, one after the other.
pub const BOTH: &str = "query Both { books { title reviews { body } } }";
/// A query that takes books only.
pub const BOOKS: &str = "query Titles { books { id title } }";

/// A router, called without a socket.
#[derive(Clone)]
pub struct Graph {
    routes: axum::Router,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Graph {
    /// In front of subgraphs at these URLs.
    pub fn new(books: &str, reviews: &str) -> Self {
        Self::of(config(&with_urls(books, reviews)))
    }

    /// Of any configuration.
    pub fn of(config: RouterConfig) -> Self {
        Self { routes: Arc::new(Router::new(config).unwrap()).routes() }
    }

    /// Sends any request.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.routes.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer { status: parts.status, headers: parts.headers, body: body.collect().await.unwrap().to_bytes() }
    }

    /// Sends a document with these headers beside the content type.
    pub async fn post(&self, query: &str, headers: &[(&str, &str)]) -> Answer {
        let headers: Vec<_> =
            [("content-type", "application/json")].into_iter().chain(headers.iter().copied()).collect();
        self.send(Method::POST, "/graphql", &headers, json!({ "query": query }).to_string()).await
    }

    /// What is answered to a document.
    pub async fn ask(&self, query: &str) -> Value {
        self.post(query, &[]).await.json()
    }
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The code of the first error, or nothing.
    pub fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The value of a header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A configuration that says where the two are.
pub fn with_urls(books: &str, reviews: &str) -> String {
    format!("subgraphs:\n  books: {{ url: '{books}' }}\n  reviews: {{ url: '{reviews}' }}\n")
}

/// A router of the library, in development, without identities.
pub fn config(yaml: &str) -> RouterConfig {
    RouterConfig {
        supergraph: SUPERGRAPH.to_owned(),
        in_process: HashMap::new(),
        authentication: None,
        config: Config::parse(yaml).unwrap(),
        environment: Environment::Development,
        sign_in_path: None,
        ambient: Ambient::system(),
    }
}

/// What books answers when it works: two books, whatever is asked.
pub fn two_books(_: &Seen) -> Reply {
    let book = |id: &str, title: &str| json!({ "__typename": "Book", "id": id, "title": title });
    Reply::Json(json!({ "data": { "books": [book("1", "One"), book("2", "Two")] } }))
}

/// What reviews answers when it works: a review of each book that is asked for.
pub fn a_review_each(seen: &Seen) -> Reply {
    let variables = seen.body["variables"].as_object().into_iter().flatten();
    let representations = variables.filter_map(|(_, value)| value.as_array()).flatten();
    let entities: Vec<_> = representations
        .map(|book| json!({ "__typename": "Book", "reviews": [{ "body": format!("of {}", book["id"].as_str().unwrap()) }] }))
        .collect();
    Reply::Json(json!({ "data": { "_entities": entities } }))
}

/// The two as they should be, and the router before them.
pub async fn working() -> (Graph, Stub, Stub) {
    let (books, reviews) = (Stub::new(two_books).await, Stub::new(a_review_each).await);
    (Graph::new(&books.url(), &reviews.url()), books, reviews)
}

/// What [`BOTH`] answers then.
pub fn both() -> Value {
    let book = |id: &str, title: &str| json!({ "title": title, "reviews": [{ "body": format!("of {id}") }] });
    json!({ "data": { "books": [book("1", "One"), book("2", "Two")] } })
}

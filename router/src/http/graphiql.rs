//! `GET /graphiql`: a page to try operations on. It loads nothing from anywhere else, and may talk to this server only.

use std::sync::Arc;

use axum::{
    Router,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderValue, header};

const PAGE: &str = include_str!("../../graphiql/index.html");
const SCRIPT: &str = include_str!("../../graphiql/page.js");
const STYLE: &str = include_str!("../../graphiql/page.css");
/// What the page may do (Content Security Policy, level 3): its own script and style, and requests to where it came from.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

pub(super) fn routes() -> Router<Arc<crate::Router>> {
    Router::new()
        .route("/graphiql", get(async || asset("text/html; charset=utf-8", PAGE)))
        .route("/graphiql/page.js", get(async || asset("text/javascript; charset=utf-8", SCRIPT)))
        .route("/graphiql/page.css", get(async || asset("text/css; charset=utf-8", STYLE)))
}

fn asset(content_type: &'static str, content: &'static str) -> Response {
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

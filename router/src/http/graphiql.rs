//! `GET /graphiql`: a page to try operations on. It loads nothing from anywhere else, and may talk to this server only.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
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

/// Where the page finds its settings, which are data: a policy without inline scripts lets them be there.
const SETTINGS: &str = "<!-- settings -->";

/// The page, as this server gives it.
pub(crate) struct Graphiql {
    page: Bytes,
}

impl Graphiql {
    /// The page that signs in at the path `sign_in`, if there is one: what a `GET` there answers is its access token.
    pub(crate) fn new(sign_in: Option<&str>) -> Self {
        // `<` would end the script's element (HTML, section 4.12.1.3); JSON may spell it otherwise.
        let settings = serde_json::json!({ "signIn": sign_in }).to_string().replace('<', "\\u003c");
        let settings = format!(r#"<script type="application/json" id="settings">{settings}</script>"#);
        Self { page: PAGE.replace(SETTINGS, &settings).into() }
    }

    pub(super) fn routes(&self) -> Router<Arc<crate::Router>> {
        let page = self.page.clone();
        Router::new()
            .route("/graphiql", get(async || asset("text/html; charset=utf-8", page)))
            .route("/graphiql/page.js", get(async || asset("text/javascript; charset=utf-8", SCRIPT)))
            .route("/graphiql/page.css", get(async || asset("text/css; charset=utf-8", STYLE)))
    }
}

fn asset(content_type: &'static str, content: impl IntoResponse) -> Response {
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

//! Asking a subgraph in this process, as somebody.

use axum::{Router, body::Body};
use chat_chassis::Identity;
use http::{Request, StatusCode, header};
use http_body_util::{BodyExt, Limited};
use serde_json::Value;
use tower::ServiceExt;

/// The largest answer that is read.
const MAX_ANSWER_BYTES: usize = 4 * 1024 * 1024;

/// There is no usable answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Refused, or given up.
    #[error("answered {0}")]
    Status(StatusCode),
    /// Faults, or expected failures where none was expected.
    #[error("answered with errors: {0}")]
    Errors(Value),
    /// Not what was asked for.
    #[error("answered something else")]
    Answer,
}

/// What the field `field` of `query` is for `identity`. Any error in the answer, or in the payload of a mutation, is one.
///
/// The subgraph ends it in its own time: 2.5 seconds at most.
pub async fn ask(
    routes: &Router,
    identity: Identity,
    field: &str,
    query: &str,
    variables: Value,
) -> Result<Value, AskError> {
    let body = serde_json::json!({ "query": query, "variables": variables }).to_string();
    let request = Request::post("/graphql")
        .header(header::CONTENT_TYPE, "application/json")
        .extension(identity)
        .body(Body::from(body))
        .map_err(|_| AskError::Answer)?;
    let response = routes.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
    if response.status() != StatusCode::OK {
        return Err(AskError::Status(response.status()));
    }
    let body = Limited::new(response.into_body(), MAX_ANSWER_BYTES).collect().await;
    let body = body.map_err(|_| AskError::Answer)?.to_bytes();
    let mut answer: Value = serde_json::from_slice(&body).map_err(|_| AskError::Answer)?;
    let mut payload = answer["data"][field].take();
    for part in [&mut answer, &mut payload] {
        if let Some(errors) =
            part.get_mut("errors").filter(|errors| errors.as_array().is_some_and(|all| !all.is_empty()))
        {
            return Err(AskError::Errors(errors.take()));
        }
    }
    Ok(payload)
}

/// Whether the subgraph says that it can do its work.
pub async fn is_ready(routes: &Router) -> bool {
    let Ok(request) = Request::get("/ready").body(Body::empty()) else { return false };
    let response = routes.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
    response.status() == StatusCode::OK
}

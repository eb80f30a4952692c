//! Responses: what was answered or refused, in the media type that the client takes (GraphQL over HTTP, section 6).

use axum::{body::Body, response::Response};
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};

use super::media_type::ResponseType;
use crate::pipeline::{Code, Refusal};

/// What was executed. It has data, be it null, so it is a success whatever errors it tells.
pub(super) fn answer(body: Bytes, response_type: ResponseType) -> Response {
    write(StatusCode::OK, body.into(), response_type)
}

/// What was refused.
pub(super) fn refusal(refusal: &Refusal, response_type: ResponseType) -> Response {
    let code = refusal.code();
    let status = match response_type {
        ResponseType::Json if code.is_of_graphql() => StatusCode::OK,
        _ => code.status(),
    };
    // Nothing in it can fail to be written.
    let body = serde_json::to_vec(refusal).unwrap_or_else(|_| br#"{"errors":[{"message":"internal error"}]}"#.to_vec());
    let mut response = write(status, body.into(), response_type);
    let headers = response.headers_mut();
    match code {
        Code::Unauthenticated => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(r#"Bearer error="invalid_token""#));
        }
        Code::MethodNotAllowed => {
            headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
        }
        _ => {}
    }
    response
}

/// A refusal whose reader is unknown.
pub(super) fn refuse(refused: &Refusal) -> Response {
    refusal(refused, ResponseType::Json)
}

fn write(status: StatusCode, body: Body, response_type: ResponseType) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(response_type.content_type()));
    // It differs by viewer and by moment, and what it looks like differs by what is accepted.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("accept"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

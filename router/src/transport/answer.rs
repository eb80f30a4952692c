//! Whether an answer is one, and its body.

use std::{borrow::Cow, collections::BTreeMap};

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, Response, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::IgnoredAny;

use super::Failure;
use crate::http::media_type::{self, GRAPHQL_RESPONSE, JSON};

/// Reads the body of a GraphQL answer, at most `max` bytes of it.
///
/// A subgraph may answer with a status that says that something went wrong and still say it in GraphQL: then that is the
/// answer. `application/graphql-response+json` means it; plain JSON must have `data` or `errors`.
pub(super) async fn read(response: Response<Body>, max: usize) -> Result<Bytes, Failure> {
    let status = response.status();
    let content_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_graphql = content_type.is_some_and(|value| media_type::is(value, GRAPHQL_RESPONSE));
    let is_json = content_type.is_some_and(|value| media_type::is(value, JSON));
    let must_show = !status.is_success() && !is_graphql;
    if must_show && !(is_json && (status.is_client_error() || status.is_server_error())) {
        return Err(Failure::Status(status));
    }
    if !is_graphql && !is_json {
        return Err(Failure::ContentType);
    }
    if is_encoded(response.headers()) {
        return Err(Failure::Encoding);
    }
    let body = whole(response.into_body(), max).await?;
    if must_show && !looks_like_graphql(&body) {
        return Err(Failure::Status(status));
    }
    Ok(body)
}

/// The whole of a body that is at most `max` bytes long. What is longer is not read further.
pub(crate) async fn whole(body: Body, max: usize) -> Result<Bytes, Failure> {
    match Limited::new(body, max).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Failure::TooLarge(max)),
        Err(error) => Err(Failure::Broken(error)),
    }
}

fn is_encoded(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

fn looks_like_graphql(body: &[u8]) -> bool {
    let entries: Result<BTreeMap<Cow<'_, str>, IgnoredAny>, _> = serde_json::from_slice(body);
    entries.is_ok_and(|entries| entries.contains_key("data") || entries.contains_key("errors"))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read_one(status: u16, content_type: &str, body: &'static str) -> Result<Bytes, &'static str> {
        let response =
            Response::builder().status(status).header(header::CONTENT_TYPE, content_type).body(body.into()).unwrap();
        read(response, 100).await.map_err(|failure| failure.code())
    }

    #[tokio::test]
    async fn graphql_is_an_answer_whatever_its_status() {
        for (status, content_type) in [
            (200, "application/json"),
            (200, "application/json; charset=utf-8"),
            (200, "Application/GraphQL-Response+JSON"),
            (400, "application/graphql-response+json"),
            (503, "application/graphql-response+json"),
            (400, "application/json"),
            (503, "application/json"),
        ] {
            let answer = read_one(status, content_type, r#"{"errors":[]}"#).await;
            assert!(answer.is_ok(), "{status} {content_type}: {answer:?}");
        }
    }

    #[tokio::test]
    async fn anything_else_is_none() {
        let (invalid, unavailable) = (Err("SUBGRAPH_INVALID_ANSWER"), Err("SUBGRAPH_UNAVAILABLE"));
        for (status, content_type, body, expected) in [
            (200, "text/html", "<html>", &invalid),
            (200, "application/jsonp", "{}", &invalid),
            (404, "text/html", "<html>", &invalid),
            (404, "application/json", r#"{"message":"none"}"#, &invalid),
            (404, "application/json", "[", &invalid),
            (302, "application/json", r#"{"data":{}}"#, &invalid),
            (502, "text/html", "<html>", &unavailable),
            (503, "application/json", r#"{"message":"busy"}"#, &unavailable),
        ] {
            assert_eq!(read_one(status, content_type, body).await, *expected, "{status} {content_type} {body}");
        }
        let long = Box::leak("x".repeat(101).into_boxed_str());
        assert_eq!(read_one(200, "application/json", long).await, invalid);
    }

    #[tokio::test]
    async fn an_encoding_that_was_not_asked_for_is_refused() {
        let response = Response::builder()
            .header(header::CONTENT_TYPE, JSON)
            .header(header::CONTENT_ENCODING, "gzip")
            .body(Body::empty())
            .unwrap();
        assert!(matches!(read(response, 100).await, Err(Failure::Encoding)));
    }
}

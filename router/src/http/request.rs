//! From an HTTP request to a GraphQL request (GraphQL over HTTP, section 5).

use apollo_compiler::response::JsonMap;
use axum::{body::Body, http::request::Parts};
use bytes::Bytes;
use http::header;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;

use super::media_type::{self, JSON};
use crate::{
    config::Limits,
    pipeline::{Code, Refusal, Request},
};

/// The members of a request. Members that are not known are ignored, as the specification asks.
#[derive(Deserialize)]
struct Members<'a> {
    query: Option<String>,
    #[serde(rename = "operationName")]
    operation_name: Option<String>,
    #[serde(borrow)]
    variables: Option<&'a RawValue>,
    #[serde(borrow)]
    extensions: Option<&'a RawValue>,
}

/// Reads the request of a POST: JSON in UTF-8, and nothing else, so that no form of another site can be one.
pub(super) async fn of_post(parts: &Parts, body: Body, limits: &Limits) -> Result<Request, Refusal> {
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !content_type.is_some_and(|value| media_type::is(value, JSON)) {
        return Err(Refusal::new(Code::UnsupportedMediaType, "send application/json"));
    }
    if parts.headers.contains_key(header::CONTENT_ENCODING) {
        return Err(Refusal::new(Code::UnsupportedMediaType, "send the body without a content encoding"));
    }
    let body = whole(body, limits.body_bytes.get()).await?;
    if body.trim_ascii_start().starts_with(b"[") {
        return Err(malformed("one operation a request: batches are not supported"));
    }
    let members: Members<'_> = serde_json::from_slice(&body)
        .map_err(|error| malformed(format!("the body is not a GraphQL request in JSON: {error}")))?;
    request(members, limits)
}

/// Reads the request of a GET, out of the query of its URL.
pub(super) fn of_get(parts: &Parts, limits: &Limits) -> Result<Request, Refusal> {
    let (mut query, mut operation_name, mut variables, mut extensions) = (None, None, None, None);
    for (name, value) in form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
        let place = match &*name {
            "query" => &mut query,
            "operationName" => &mut operation_name,
            "variables" => &mut variables,
            "extensions" => &mut extensions,
            _ => continue,
        };
        if place.replace(value.into_owned()).is_some() {
            return Err(malformed(format!("`{name}` is there twice")));
        }
    }
    let members = Members {
        variables: json(variables.as_deref(), "variables")?,
        extensions: json(extensions.as_deref(), "extensions")?,
        query,
        operation_name: operation_name.filter(|name| !name.is_empty()),
    };
    request(members, limits)
}

fn request(members: Members<'_>, limits: &Limits) -> Result<Request, Refusal> {
    let Members { query, operation_name, variables, extensions } = members;
    let document = query.filter(|query| !query.is_empty()).ok_or_else(|| malformed("`query` is missing"))?;
    let variables = match variables {
        None => JsonMap::new(),
        Some(raw) if raw.get().len() > limits.variables_bytes.get() => {
            let most = limits.variables_bytes;
            return Err(Refusal::new(Code::PayloadTooLarge, format!("`variables` takes more than {most} bytes")));
        }
        Some(raw) => object(raw, "variables")?.unwrap_or_default(),
    };
    if let Some(raw) = extensions {
        // Nothing in it is known, but it must be what it should be.
        object::<std::collections::HashMap<String, IgnoredAny>>(raw, "extensions")?;
    }
    Ok(Request { document, operation_name, variables })
}

/// A member that is JSON in a URL. An empty one is none.
fn json<'a>(text: Option<&'a str>, name: &str) -> Result<Option<&'a RawValue>, Refusal> {
    let json = text.filter(|text| !text.is_empty()).map(serde_json::from_str).transpose();
    json.map_err(|error| malformed(format!("`{name}` is not JSON: {error}")))
}

/// An object, or null.
fn object<'a, T: Deserialize<'a>>(raw: &'a RawValue, name: &str) -> Result<Option<T>, Refusal> {
    serde_json::from_str(raw.get()).map_err(|_| malformed(format!("`{name}` must be an object")))
}

/// The whole body, if it is not too large. What is too large is not read further.
async fn whole(body: Body, most: usize) -> Result<Bytes, Refusal> {
    match Limited::new(body, most).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(Refusal::new(Code::PayloadTooLarge, format!("the request takes more than {most} bytes")))
        }
        Err(_) => Err(malformed("the body did not arrive")),
    }
}

fn malformed(message: impl Into<String>) -> Refusal {
    Refusal::new(Code::BadRequest, message)
}

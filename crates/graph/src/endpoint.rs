//! The HTTP path that serves a schema: `POST /graphql`, JSON only, one operation a request.

use std::{sync::Arc, time::Duration};

use async_graphql::{
    Name, ObjectType, ParseRequestError, PathSegment, Request, Response, Schema, SubscriptionType, Value,
};
use async_graphql_axum::{GraphQLRequest, GraphQLResponse};
use axum::{
    Extension, Router,
    extract::State,
    middleware::{self, Next},
    response::{self, IntoResponse},
    routing::post,
};
use chat_chassis::{
    Identity, deadline,
    identity::{Authenticator, authenticate},
    serve::refuse,
    telemetry,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use tower_http::{catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer};

use crate::Fault;

/// The largest request that is read.
pub const MAX_BODY_BYTES: usize = 128 * 1024;
/// The header that names a request across services and logs.
pub const REQUEST_ID: &str = "x-request-id";

/// Serves `schema` as the service called `name`. `prepare` gives each request what its resolvers need beside the
/// [`Identity`], which is there already: its loaders.
///
/// Every path behind it answers 401 to a caller without a valid token, the paths that do not exist included.
pub fn endpoint<Q, M, S>(
    name: &'static str,
    schema: Schema<Q, M, S>,
    authenticator: Arc<Authenticator>,
    prepare: impl Fn(Request, &Identity, &HeaderMap) -> Request + Send + Sync + 'static,
) -> Router
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    let endpoint = Arc::new(Endpoint { name, schema, prepare: Box::new(prepare) });
    Router::new()
        .route("/graphql", post(handle::<Q, M, S>).with_state(endpoint))
        .layer(middleware::from_fn(json_only))
        .layer(RequestBodyLimitLayer::new(MAX_BODY_BYTES))
        .layer(middleware::from_fn_with_state(authenticator, authenticate))
        .layer(middleware::from_fn(in_time))
        .layer(CatchPanicLayer::custom(panicked))
}

type Prepare = dyn Fn(Request, &Identity, &HeaderMap) -> Request + Send + Sync;

struct Endpoint<Q, M, S> {
    name: &'static str,
    schema: Schema<Q, M, S>,
    prepare: Box<Prepare>,
}

async fn handle<Q, M, S>(
    State(endpoint): State<Arc<Endpoint<Q, M, S>>>,
    Extension(identity): Extension<Identity>,
    headers: HeaderMap,
    request: GraphQLRequest<Malformed>,
) -> response::Response
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    let began = tokio::time::Instant::now();
    let request = request.into_inner();
    let operation = operation_name(&request).to_owned();
    let request_id = request_id(&headers);
    let request = (endpoint.prepare)(request, &identity, &headers).data(identity);

    let executed = tokio::time::timeout(deadline::of(&headers), endpoint.schema.execute(request)).await;
    let (status, mut response) = match executed {
        Ok(response) if is_busy(&response) => (StatusCode::SERVICE_UNAVAILABLE, response),
        Ok(response) => (StatusCode::OK, response),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, Response::from_errors(vec![Fault::TimedOut.into()])),
    };
    finish(&mut response, endpoint.name, request_id);

    tracing::info!(
        ms = millis(began.elapsed()),
        operation,
        status = status.as_u16(),
        errors = response.errors.len(),
        request_id,
        "operation"
    );
    let mut response = (status, GraphQLResponse::from(response)).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

/// Whether something was turned away because there is too much to do: a caller, or a balancer in front of us, should know
/// without reading the answer.
fn is_busy(response: &Response) -> bool {
    response.errors.iter().any(|error| matches!(error.source::<Fault>(), Some(Fault::Busy)))
}

/// Gives every error its code and service, and logs the faults that clients are not told about.
fn finish(response: &mut Response, service: &'static str, request_id: Option<&str>) {
    let mut logged = None;
    for error in &mut response.errors {
        null_at(&mut response.data, &error.path);
        let code = match error.source::<Fault>() {
            Some(fault) => fault.code(),
            // Refused by the parser, by validation, or by the type of an argument.
            None => "BAD_USER_INPUT",
        };
        if let Some(fault @ (Fault::Store(_) | Fault::Internal(_))) = error.source::<Fault>() {
            // One failed query is the fault of every field that waited for it: one line is enough.
            let text = for_the_log(fault);
            if logged.as_ref() != Some(&text) {
                tracing::error!(request_id, code, fault = text, "fault");
                logged = Some(text);
            }
        }
        let extensions = error.extensions.get_or_insert_default();
        let set = |extensions: &mut async_graphql::ErrorExtensionValues, name: &str, value: async_graphql::Value| {
            if extensions.get(name).is_none() {
                extensions.set(name, value);
            }
        };
        set(extensions, "code", code.into());
        set(extensions, "service", service.into());
        set(extensions, "retryable", false.into());
        if let Some(request_id) = request_id {
            set(extensions, "requestId", request_id.into());
        }
    }
}

/// A field that failed is null, says the specification (section 6.4.4). async-graphql 7 leaves it out.
fn null_at(data: &mut Value, path: &[PathSegment]) {
    let Some((last, parents)) = path.split_last() else { return };
    let mut parent = data;
    for segment in parents {
        let child = match (parent, segment) {
            (Value::Object(fields), PathSegment::Field(name)) => fields.get_mut(name.as_str()),
            (Value::List(items), PathSegment::Index(index)) => items.get_mut(*index),
            _ => None,
        };
        // Above here something is null already: it took the field with it.
        let Some(child) = child else { return };
        parent = child;
    }
    if let (Value::Object(fields), PathSegment::Field(name)) = (parent, last) {
        fields.entry(Name::new(name)).or_insert(Value::Null);
    }
}

fn for_the_log(fault: &Fault) -> String {
    match fault {
        Fault::Store(error) => telemetry::chain(error),
        Fault::Internal(text) => text.clone(),
        _ => fault.code().to_owned(),
    }
}

/// What the log calls the operation: a GraphQL name, whatever the client sent.
fn operation_name(request: &Request) -> &str {
    request
        .operation_name
        .as_deref()
        .filter(|name| name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
        .unwrap_or("-")
}

fn request_id(headers: &HeaderMap) -> Option<&str> {
    headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(|id| {
        id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    })
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// For the body to arrive, and for what the inner deadline cannot cut off.
const SLACK: Duration = Duration::from_millis(100);

/// The whole request in its time, the reading of its body included.
async fn in_time(request: axum::extract::Request, next: Next) -> response::Response {
    let time = deadline::of(request.headers()) + SLACK;
    tokio::time::timeout(time, next.run(request)).await.unwrap_or_else(|_| {
        tracing::info!("a request did not arrive or end in time");
        (StatusCode::SERVICE_UNAVAILABLE, GraphQLResponse::from(Response::from_errors(vec![Fault::TimedOut.into()])))
            .into_response()
    })
}

/// JSON only: a form that another site makes a browser send cannot be a request (CSRF).
async fn json_only(request: axum::extract::Request, next: Next) -> response::Response {
    let is_json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case("application/json"));
    if request.method() == http::Method::POST && !is_json {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send application/json", "BAD_USER_INPUT");
    }
    next.run(request).await
}

struct Malformed(ParseRequestError);

impl From<ParseRequestError> for Malformed {
    fn from(error: ParseRequestError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Malformed {
    fn into_response(self) -> response::Response {
        let (status, message) = match self.0 {
            ParseRequestError::PayloadTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "the request is too large"),
            ParseRequestError::UnsupportedBatch => (StatusCode::BAD_REQUEST, "one operation a request"),
            _ => (StatusCode::BAD_REQUEST, "the request is not a GraphQL request in JSON"),
        };
        refuse(status, message, "BAD_USER_INPUT")
    }
}

fn panicked(panic: Box<dyn std::any::Any + Send>) -> response::Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref().copied());
    tracing::error!(panic = text.unwrap_or("?"), "a request made the process panic: a bug");
    refuse(StatusCode::INTERNAL_SERVER_ERROR, "internal error", "INTERNAL")
}

#[cfg(test)]
mod tests {
    use async_graphql::value;

    use super::*;

    #[test]
    fn a_failed_field_is_null_and_nothing_else_changes() {
        let field = |name: &str| PathSegment::Field(name.to_owned());
        let mut data = value!({ "a": [{ "b": 1 }, null], "c": null });
        null_at(&mut data, &[field("a"), PathSegment::Index(0), field("x")]);
        null_at(&mut data, &[field("a"), PathSegment::Index(0), field("b")]);
        null_at(&mut data, &[field("a"), PathSegment::Index(1), field("x")]);
        null_at(&mut data, &[field("c"), field("d"), field("e")]);
        null_at(&mut data, &[field("f")]);
        null_at(&mut data, &[]);
        assert_eq!(data, value!({ "a": [{ "b": 1, "x": null }, null], "c": null, "f": null }));
    }
}

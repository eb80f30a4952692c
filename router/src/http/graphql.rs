//! `GET` and `POST /graphql`.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Request, State},
    http::request::Parts,
    response::Response,
};
use bytes::Bytes;
use http::{HeaderValue, Method, header};

use super::{
    caller::{REQUEST_ID, caller},
    media_type::ResponseType,
    request, response,
};
use crate::{
    Router,
    pipeline::{Caller, Code, Record, Refusal},
};

/// How long a request may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(4);

/// A query in the URL.
pub(super) async fn get(State(router): State<Arc<Router>>, request: Request) -> Response {
    serve(&router, request, false).await
}

/// An operation in the body.
pub(super) async fn post(State(router): State<Arc<Router>>, request: Request) -> Response {
    serve(&router, request, true).await
}

/// Anything else.
pub(super) async fn another_method() -> Response {
    let refusal = Refusal::new(Code::MethodNotAllowed, "send a POST, or a query by GET");
    let mut response = response::refuse(&refusal);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
    response
}

async fn serve(router: &Router, request: Request, may_write: bool) -> Response {
    let (parts, body) = request.into_parts();
    let caller = caller(&parts.headers, &router.config.forward_headers, &router.ambient, may_write);
    let (began, request_id) = (caller.began, caller.headers.get(REQUEST_ID).cloned());
    let accepted = ResponseType::accepted(&parts.headers);
    let mut record = Record::default();
    let outcome = match accepted {
        Some(_) => handle(router, &parts, body, caller, &mut record).await,
        None => Err(Refusal::new(Code::NotAcceptable, "accept application/graphql-response+json or application/json")),
    };
    let response_type = accepted.unwrap_or(ResponseType::Json);
    let mut response = match outcome {
        Ok(body) => response::answer(body, response_type),
        Err(refusal) => {
            record.errors = refusal.len();
            response::refusal(&refusal, response_type)
        }
    };
    let request_id = request_id.unwrap_or(HeaderValue::from_static("-"));
    record.log(began.elapsed(), response.status(), request_id.to_str().unwrap_or("-"));
    response.headers_mut().insert(REQUEST_ID, request_id);
    response
}

async fn handle(
    router: &Router,
    parts: &Parts,
    body: Body,
    mut caller: Caller,
    record: &mut Record,
) -> Result<Bytes, Refusal> {
    if let Some(authentication) = &router.authentication {
        let identity = authentication.identify(&parts.headers).await;
        caller.identity = Some(identity.map_err(|refused| Refusal::new(Code::Unauthenticated, refused.to_string()))?);
    }
    let limits = &router.config.limits;
    let request = if parts.method == Method::POST {
        let arrival = tokio::time::timeout_at(caller.began + ARRIVAL, request::of_post(parts, body, limits));
        arrival.await.map_err(|_| Refusal::timeout())??
    } else {
        request::of_get(parts, limits)?
    };
    router.answer(request, &caller, record).await
}

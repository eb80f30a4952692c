//! The HTTP paths of the router.
//!
//! | path | |
//! | --- | --- |
//! | `GET`, `POST /graphql` | GraphQL over HTTP, in [`graphql`] |
//! | `GET /health` | the process lives |
//! | `GET /ready` | it can answer; subgraphs that are down make it degraded, not unready |
//! | `GET /graphiql` | a page to try things on, outside production |

mod caller;
mod graphiql;
mod graphql;
pub mod media_type;
mod request;
mod response;
mod status;

use std::sync::Arc;

use axum::{Router, routing::get};
use tower_http::catch_panic::CatchPanicLayer;

pub(crate) use self::graphiql::Graphiql;
use self::response::refuse;
use crate::pipeline::{Code, Refusal};

/// Everything that `router` answers.
pub(crate) fn routes(router: Arc<crate::Router>) -> Router {
    let mut routes = Router::new()
        .route("/graphql", get(graphql::get).post(graphql::post).fallback(graphql::another_method))
        .route("/health", get(status::health))
        .route("/ready", get(status::ready));
    if let Some(page) = &router.graphiql {
        routes = routes.merge(page.routes());
    }
    routes
        .fallback(async || refuse(&Refusal::new(Code::NotFound, "there is nothing here: the path is /graphql")))
        .with_state(router)
        .layer(CatchPanicLayer::custom(panicked))
}

fn panicked(panic: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref().copied());
    tracing::error!(panic = text.unwrap_or("?"), "a request made the process panic: a bug");
    refuse(&Refusal::new(Code::Internal, "internal error"))
}

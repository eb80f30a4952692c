//! The HTTP paths: `/graphql`, `/health` and `/ready`.

use axum::Router;
use chat_chassis::{
    process::{Environment, Process},
    serve,
};
use chat_graph::endpoint::endpoint;

use crate::{Store, graphql};

/// Everything that this subgraph answers.
pub fn router(store: Store, process: Process) -> Router {
    let production = process.environment == Environment::Production;
    let schema = graphql::schema(store.clone(), process.ambient, production);
    let ready = store.clone();
    let graphql = endpoint("channels", schema, process.authenticator, move |request, identity, _| {
        graphql::prepare(request, identity, &store)
    });
    serve::health(ready, |store| async move { store.is_ready().await }).fallback_service(graphql)
}

//! The HTTP paths: `/graphql`, `/health` and `/ready`.

use std::sync::Arc;

use axum::Router;
use chat_chassis::{
    process::{Environment, Process},
    serve,
};
use chat_graph::endpoint::endpoint;

use crate::{
    Store,
    graphql::{self, SendLimit},
    standings::Standings,
};

/// Everything that this subgraph answers.
pub fn router(store: Store, standings: Arc<Standings>, limit: SendLimit, process: Process) -> Router {
    let production = process.environment == Environment::Production;
    let schema = graphql::schema(store.clone(), process.ambient, limit, production);
    let ready = store.clone();
    let graphql = endpoint("messages", schema, process.authenticator, move |request, identity, _| {
        graphql::prepare(request, identity, &store, &standings)
    });
    serve::health(ready, |store| async move { store.is_ready().await }).fallback_service(graphql)
}

//! The HTTP paths: `/graphql`, `/.well-known/jwks.json`, `/health` and `/ready`.

use axum::{
    Router,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    routing::get,
};
use chat_chassis::{
    process::{Environment, Process},
    serve,
};
use chat_graph::endpoint::endpoint;

use crate::graphql::{self, Given};

/// Everything that this subgraph answers.
pub fn router(given: Given, process: Process) -> Router {
    let production = process.environment == Environment::Production;
    let (ready, store, tokens) = (given.store.clone(), given.store.clone(), given.tokens.clone());
    let graphql =
        endpoint("users", graphql::schema(given, production), process.authenticator, move |request, _, headers| {
            graphql::prepare(request, headers, &store)
        });
    // Public keys are for everybody. A minute: what a rotation then waits for.
    let jwks = move || {
        let headers = [(CONTENT_TYPE, "application/jwk-set+json"), (CACHE_CONTROL, "public, max-age=60")];
        let keys = tokens.jwks().to_owned();
        async move { (headers, keys) }
    };
    serve::health(ready, |store| async move { store.is_ready().await })
        .route("/.well-known/jwks.json", get(jwks))
        .fallback_service(graphql)
}

//! Whether the process lives, and whether it should get requests.

use std::{collections::BTreeMap, sync::Arc};

use axum::{Json, extract::State};
use serde::Serialize;

use crate::{Router, transport::Endpoint};

#[derive(Serialize)]
pub(super) struct Health {
    status: &'static str,
}

#[derive(Serialize)]
pub(super) struct Readiness {
    status: &'static str,
    subgraphs: BTreeMap<String, &'static str>,
}

/// The process lives: whoever watches it restarts it when this fails.
pub(super) async fn health() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// Requests are welcome: a supergraph is loaded, or the process would not have started. A subgraph that is down takes only
/// its own fields away, so it makes the router degraded and never unready.
pub(super) async fn ready(State(router): State<Arc<Router>>) -> Json<Readiness> {
    let word = |is_well| if is_well { "ok" } else { "down" };
    let subgraphs: BTreeMap<_, _> =
        router.endpoints.iter().map(|endpoint| (endpoint.name().to_owned(), word(endpoint.is_well()))).collect();
    let is_well = router.endpoints.iter().all(Endpoint::is_well);
    Json(Readiness { status: if is_well { "ok" } else { "degraded" }, subgraphs })
}

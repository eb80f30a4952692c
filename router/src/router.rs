//! The router as a value: a supergraph, its subgraphs' endpoints, and the settings.

use std::{collections::HashMap, sync::Arc};

use chat_chassis::{Ambient, process::Environment};
use federation_plan::SupergraphError;

use crate::{
    config::{Config, Url},
    http::{self, Graphiql},
    identity::Authentication,
    pipeline::{Operations, Schema, Switches},
    transport::{Address, AddressError, Endpoint},
};

/// What a router is made of.
pub struct RouterConfig {
    /// The supergraph's SDL, as composition writes it.
    pub supergraph: String,
    /// The routes of the subgraphs that are in this process, by name. Each answers `POST /graphql`; the caller's
    /// [`Identity`](chat_chassis::Identity) is in the request's extensions.
    pub in_process: HashMap<String, axum::Router>,
    /// Who the clients are. Without it nobody is anybody, and subgraphs are told nothing.
    pub authentication: Option<Authentication>,
    /// What the configuration file says.
    pub config: Config,
    /// In production there is no `/graphiql`, nor introspection unless the configuration says so.
    pub environment: Environment,
    /// The path on this server where the page at `/graphiql` gets an access token to begin with, if it should.
    pub sign_in_path: Option<String>,
    /// Clock and randomness.
    pub ambient: Ambient,
}

/// A router, ready to serve.
pub struct Router {
    pub(crate) operations: Operations,
    pub(crate) switches: Switches,
    /// In the order of the supergraph's subgraphs.
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) authentication: Option<Authentication>,
    pub(crate) config: Config,
    /// The page to try things on, where there is one.
    pub(crate) graphiql: Option<Graphiql>,
    pub(crate) ambient: Ambient,
}

/// The router cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The supergraph cannot be used.
    #[error(transparent)]
    Supergraph(#[from] SupergraphError),
    /// A subgraph is configured that the supergraph does not have.
    #[error("the supergraph has no subgraph `{name}`; it has {}", known.join(", "))]
    UnknownSubgraph {
        /// The name.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// The supergraph says of a subgraph a place that cannot be reached, and the configuration says none.
    #[error("subgraph `{name}`: `{url}` in the supergraph: {error}; set subgraphs.{name}.url in the configuration")]
    Address {
        /// Which subgraph.
        name: String,
        /// Where it is said to be.
        url: String,
        /// What is wrong with it.
        error: AddressError,
    },
    /// A label is switched on that the supergraph does not have, or that is a percentage and so decides for itself.
    #[error("override_labels: the supergraph has no label `{0}` that could be switched on")]
    UnknownLabel(String),
    /// Subgraphs get passports, and the client's own header cannot come in their place.
    #[error("forward_headers cannot name `authorization` while the router authenticates: subgraphs get passports")]
    ForwardedAuthorization,
}

impl Router {
    /// Reads the supergraph and opens the endpoints. No subgraph need be there yet.
    pub fn new(config: RouterConfig) -> Result<Self, StartError> {
        let RouterConfig { supergraph, mut in_process, authentication, config, environment, sign_in_path, ambient } =
            config;
        let is_development = environment == Environment::Development;
        let introspection = config.introspection.unwrap_or(is_development);
        let schema = Schema::new(&supergraph, config.limits.clone(), introspection)?;
        let known = schema.subgraph_names();
        if let Some(name) = config.subgraphs.keys().chain(in_process.keys()).find(|name| !known.contains(name)) {
            return Err(StartError::UnknownSubgraph { name: name.clone(), known: known.to_vec() });
        }
        let forwards_authorization = config.forward_headers.iter().any(|header| header.0 == "authorization");
        if authentication.is_some() && forwards_authorization {
            return Err(StartError::ForwardedAuthorization);
        }
        let mut endpoints = Vec::new();
        for subgraph in schema.supergraph().subgraphs() {
            let name = &subgraph.name;
            endpoints.push(match in_process.remove(name) {
                Some(routes) => Endpoint::in_process(name, routes, &config.limits, ambient.clone()),
                None => {
                    let address = address(&config, name, &subgraph.url)?;
                    Endpoint::at(name, address, &config.limits, ambient.clone())
                }
            });
        }
        let switches = switches(&schema, &config.override_labels)?;
        let operations = Operations::new(schema);
        let graphiql = is_development.then(|| Graphiql::new(sign_in_path.as_deref()));
        Ok(Self { operations, switches, endpoints, authentication, config, graphiql, ambient })
    }

    /// Everything that it answers over HTTP: `/graphql`, `/health`, `/ready`, `/graphiql`.
    pub fn routes(self: Arc<Self>) -> axum::Router {
        http::routes(self)
    }

    /// Keeps what it has from elsewhere fresh, until it is dropped. It runs beside the serving.
    pub async fn keep_fresh(&self) {
        match &self.authentication {
            Some(authentication) => authentication.keep_fresh().await,
            None => std::future::pending().await,
        }
    }
}

/// The labels that are switched on must be there: one that is misspelled would leave a field where it was.
fn switches(schema: &Schema, on: &[String]) -> Result<Switches, StartError> {
    let labels = schema.supergraph().labels();
    let is_known = |name: &String| labels.iter().any(|label| label.name() == name && label.share().is_none());
    match on.iter().find(|name| !is_known(name)) {
        Some(name) => Err(StartError::UnknownLabel(name.clone())),
        None => Ok(Switches::new(labels, on)),
    }
}

/// Where a subgraph is: the configuration wins.
fn address(config: &Config, name: &str, url: &str) -> Result<Address, StartError> {
    match config.subgraphs.get(name) {
        Some(subgraph) => {
            let Url(address) = &subgraph.url;
            Ok(address.clone())
        }
        None => url.parse().map_err(|error| StartError::Address { name: name.to_owned(), url: url.to_owned(), error }),
    }
}

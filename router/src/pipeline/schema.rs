//! The supergraph that is served, with what was derived from it.

use apollo_compiler::{Name, collections::HashMap, schema::Implementers, validation::Valid};
use federation_plan::{Supergraph, SupergraphError};

use crate::config::Limits;

/// The one feature `for: SECURITY` that is known here.
const INACCESSIBLE: &str = "https://specs.apollo.dev/inaccessible/";

/// A supergraph, and what may be asked of it.
pub struct Schema {
    supergraph: Supergraph,
    subgraph_names: Vec<String>,
    implementers: HashMap<Name, Implementers>,
    limits: Limits,
    allows_introspection: bool,
}

impl Schema {
    /// Reads a supergraph's SDL.
    pub fn new(sdl: &str, limits: Limits, allows_introspection: bool) -> Result<Self, SupergraphError> {
        let supergraph = Supergraph::parse(sdl)?;
        // What hides and protects must be known by whoever serves: a field that wants to be protected is not served unprotected.
        let unknown = supergraph.security_features().find(|url| !url.starts_with(INACCESSIBLE));
        if let Some(url) = unknown {
            return Err(SupergraphError::Unsupported { feature: "a security feature", coordinate: url.to_owned() });
        }
        Ok(Self {
            subgraph_names: supergraph.subgraphs().iter().map(|subgraph| subgraph.name.clone()).collect(),
            implementers: supergraph.api().implementers_map(),
            supergraph,
            limits,
            allows_introspection,
        })
    }

    /// The supergraph itself.
    #[must_use]
    pub fn supergraph(&self) -> &Supergraph {
        &self.supergraph
    }

    /// What clients see of it.
    #[must_use]
    pub fn api(&self) -> &Valid<apollo_compiler::Schema> {
        self.supergraph.api()
    }

    /// The names of its subgraphs, in its order.
    #[must_use]
    pub fn subgraph_names(&self) -> &[String] {
        &self.subgraph_names
    }

    pub(super) fn implementers(&self) -> &HashMap<Name, Implementers> {
        &self.implementers
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(super) fn allows_introspection(&self) -> bool {
        self.allows_introspection
    }
}

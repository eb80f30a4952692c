//! The specifications of what subgraphs write by federation's names and a supergraph links by itself.

use crate::subgraph::federation::Known;

/// A specification that a supergraph may link.
#[derive(Debug)]
pub(crate) struct Feature {
    /// With its version.
    pub url: &'static str,
    /// The name of the specification, which is that of its main directive.
    pub name: &'static str,
    /// What must not be ignored, and for what purpose.
    pub purpose: Option<&'static str>,
    /// Its directives.
    pub directives: &'static [Known],
    /// A scalar of federation that it has under its own name.
    pub scalar: Option<&'static str>,
}

const SECURITY: Option<&str> = Some("SECURITY");

/// All of them, in the order in which a supergraph links them.
pub(crate) const ALL: &[Feature] = &[
    Feature {
        url: "https://specs.apollo.dev/inaccessible/v0.2",
        name: "inaccessible",
        purpose: SECURITY,
        directives: &[Known::Inaccessible],
        scalar: None,
    },
    Feature {
        url: "https://specs.apollo.dev/tag/v0.3",
        name: "tag",
        purpose: None,
        directives: &[Known::Tag],
        scalar: None,
    },
    Feature {
        url: "https://specs.apollo.dev/authenticated/v0.1",
        name: "authenticated",
        purpose: SECURITY,
        directives: &[Known::Authenticated],
        scalar: None,
    },
    Feature {
        url: "https://specs.apollo.dev/requiresScopes/v0.1",
        name: "requiresScopes",
        purpose: SECURITY,
        directives: &[Known::RequiresScopes],
        scalar: Some("Scope"),
    },
    Feature {
        url: "https://specs.apollo.dev/policy/v0.1",
        name: "policy",
        purpose: SECURITY,
        directives: &[Known::Policy],
        scalar: Some("Policy"),
    },
    Feature {
        url: "https://specs.apollo.dev/cost/v0.1",
        name: "cost",
        purpose: None,
        directives: &[Known::Cost, Known::ListSize],
        scalar: None,
    },
];

/// Whether a directive of federation is in a supergraph whenever a subgraph applies it.
pub(crate) fn is_kept(known: Known) -> bool {
    ALL.iter().any(|feature| feature.directives.contains(&known))
}

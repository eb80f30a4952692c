//! Names of subgraphs.

use std::collections::HashSet;

use crate::{
    SubgraphInput,
    diagnostic::{Code, Diagnostic, Report},
};

/// Checks that the subgraphs can be told apart.
pub(crate) fn check(subgraphs: &[&SubgraphInput], report: &mut Report) {
    let mut seen = HashSet::new();
    for subgraph in subgraphs {
        if subgraph.name == "_" || subgraph.name.is_empty() {
            let message = format!("a subgraph cannot be called `{}`", subgraph.name);
            report.push(Diagnostic::error(Code::InvalidSubgraphName, message).at([subgraph.start()]));
        } else if !seen.insert(subgraph.name.as_str()) {
            let message = format!("two subgraphs are called `{}`", subgraph.name);
            let alike = subgraphs.iter().filter(|other| other.name == subgraph.name);
            let places: Vec<_> = alike.map(|subgraph| subgraph.start()).collect();
            report.push(Diagnostic::error(Code::DuplicateSubgraphName, message).at(places));
        }
    }
}

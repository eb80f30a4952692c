//! Which interfaces a type implements.

use apollo_compiler::{
    collections::IndexSet,
    schema::{Component, ComponentName},
};

use super::Merge;
use crate::supergraph::join;

impl Merge<'_> {
    /// All interfaces that any subgraph names, and which subgraph names which.
    pub(super) fn implements<'i>(
        &self,
        sources: impl Iterator<Item = (usize, &'i IndexSet<ComponentName>)>,
    ) -> (IndexSet<ComponentName>, Vec<Component<apollo_compiler::ast::Directive>>) {
        let mut all = IndexSet::default();
        let mut directives = Vec::new();
        for (graph, interfaces) in sources {
            for interface in interfaces {
                all.insert(ComponentName::from(interface.name.clone()));
                directives.push(Component::new(join::implements(self.graph(graph), &interface.name)));
            }
        }
        (all, directives)
    }
}

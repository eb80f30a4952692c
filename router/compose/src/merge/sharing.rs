//! Who may resolve a field.

use super::{
    Merge, Sources,
    field::{Field, Kind, Parent},
    overriding::Overridden,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    subgraph::federation::Known,
};

impl<'s> Merge<'s> {
    /// A field is resolved by one subgraph, or by several that all say so.
    pub(super) fn check_sharing(
        &mut self,
        parent: &Parent<'_>,
        sources: &Sources<'s, Field>,
        overridden: &Overridden,
        coordinate: &str,
    ) {
        match parent.kind {
            Kind::Interface => return,
            Kind::Subscription => self.check_subscription(sources, coordinate),
            Kind::Root | Kind::Entity | Kind::Value => {}
        }
        let facts = |graph: usize| self.subgraph(graph).facts();
        let resolving = sources.filter(|source| {
            !overridden.is_any(source.graph) && !facts(source.graph).is_fully_external(parent.name, &source.node.name)
        });
        let own = resolving.filter(|source| !facts(source.graph).is_shareable(parent.name, &source.node.name));
        if own.is_empty() || resolving.len() < 2 {
            return;
        }
        let places = own
            .iter()
            .chain(resolving.iter().filter(|source| !own.has(source.graph)))
            .filter_map(|source| {
                let subgraph = self.subgraph(source.graph);
                let shareable = if own.has(source.graph) { "not @shareable" } else { "@shareable" };
                subgraph.location(source.node.name.location(), format!("{shareable} in subgraph `{}`", subgraph.name))
            })
            .collect::<Vec<_>>();
        let message = format!(
            "`{coordinate}` is resolved by several subgraphs ({}), but is not @shareable in {}",
            self.named(&resolving),
            self.named(&own)
        );
        self.report(
            Diagnostic::error(Code::InvalidFieldSharing, message)
                .on(coordinate)
                .at(places)
                .help("add @shareable to every definition, or leave only one of them"),
        );
    }

    /// A stream has one source.
    fn check_subscription(&mut self, sources: &Sources<'s, Field>, coordinate: &str) {
        let shared = sources
            .filter(|source| self.subgraph(source.graph).federation().has(Known::Shareable, &source.node.directives));
        if !shared.is_empty() {
            let places = self.places(&shared, |source| format!("in subgraph `{}`", self.subgraph(source.graph).name));
            let message = format!("`{coordinate}` is a subscription and cannot be @shareable");
            self.report(Diagnostic::error(Code::InvalidFieldSharing, message).on(coordinate).at(places));
        }
    }
}

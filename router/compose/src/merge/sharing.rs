//! Who may resolve a field.

use apollo_compiler::Name;

use super::{
    Merge, Source, Sources,
    field::{Field, Kind, Parent},
    overriding::Overridden,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    subgraph::federation::Known,
};

/// A subgraph that resolves a field.
struct Resolver<'s, 'm> {
    source: Source<'s, Field>,
    shareable: bool,
    /// The interface that it resolves the field of, without knowing the object.
    through: Option<&'m Name>,
}

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
            Kind::Interface | Kind::EntityInterface => return,
            Kind::Subscription => self.check_subscription(sources, coordinate),
            Kind::Root | Kind::Entity | Kind::Value => {}
        }
        let resolving = self.resolving(parent, sources, overridden);
        let own: Vec<_> = resolving.iter().filter(|resolver| !resolver.shareable).collect();
        if own.is_empty() || resolving.len() < 2 {
            return;
        }
        let places: Vec<_> = own
            .iter()
            .copied()
            .chain(resolving.iter().filter(|resolver| resolver.shareable))
            .filter_map(|resolver| {
                let subgraph = self.subgraph(resolver.source.graph);
                let shareable = if resolver.shareable { "@shareable" } else { "not @shareable" };
                let through =
                    resolver.through.map(|name| format!(", by @interfaceObject `{name}`")).unwrap_or_default();
                let label = format!("{shareable} in subgraph `{}`{through}", subgraph.name);
                subgraph.location(resolver.source.node.name.location(), label)
            })
            .collect();
        let sources = |resolvers: &mut dyn Iterator<Item = &Resolver<'s, '_>>| {
            self.named(&resolvers.map(|resolver| resolver.source).collect::<Vec<_>>())
        };
        let message = format!(
            "`{coordinate}` is resolved by several subgraphs ({}), but is not @shareable in {}",
            sources(&mut resolving.iter()),
            sources(&mut own.iter().copied())
        );
        self.report(
            Diagnostic::error(Code::InvalidFieldSharing, message)
                .on(coordinate)
                .at(places)
                .help("add @shareable to every definition, or leave only one of them"),
        );
    }

    fn resolving<'m>(
        &'m self,
        parent: &Parent<'_>,
        sources: &Sources<'s, Field>,
        overridden: &Overridden,
    ) -> Vec<Resolver<'s, 'm>> {
        let Some(name) = sources.first().map(|source| &source.node.name) else { return Vec::new() };
        let resolver = |source: Source<'s, Field>, ty: &str, through| {
            let facts = self.subgraph(source.graph).facts();
            let resolves = !overridden.is_any(source.graph) && !facts.is_fully_external(ty, name);
            resolves.then(|| Resolver { source, shareable: facts.is_shareable(ty, name), through })
        };
        let direct = sources.iter().filter_map(|source| resolver(*source, parent.name, None));
        let abstracted = self.abstracted(parent.name, name).into_iter();
        direct
            .chain(abstracted.filter_map(|(source, interface)| resolver(source, interface, Some(interface))))
            .collect()
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

//! Fields of objects and interfaces.

use apollo_compiler::{
    Name, Node,
    ast::{FieldDefinition, OperationType},
    collections::IndexMap,
    schema::{Component, ExtendedType, ObjectType},
};

use super::{
    ByName, Merge, Source, Sources, enumeration::Position, overriding::Overridden, type_reference::MergedType,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    field_set,
    subgraph::{ENTRANCES, federation::Known},
    supergraph::join::{self, JoinField},
};

/// A field's definition as a schema holds it.
pub(super) type Field = Component<FieldDefinition>;

/// The type whose fields are merged.
pub(super) struct Parent<'p> {
    /// Its name.
    pub name: &'p Name,
    /// The subgraphs that have it.
    pub graphs: Vec<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What a type is, as far as its fields care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An interface: its fields resolve nothing.
    Interface,
    /// An interface with a key.
    EntityInterface,
    /// The query or mutation root.
    Root,
    /// The subscription root: its fields cannot be shared.
    Subscription,
    /// An object with a key.
    Entity,
    /// Any other object.
    Value,
}

impl<'p> Parent<'p> {
    pub(super) fn interface(merge: &Merge<'_>, name: &'p Name, sources: &Sources<'_, ExtendedType>) -> Self {
        let has_key = |source: &Source<'_, ExtendedType>| {
            merge.subgraph(source.graph).federation().has(Known::Key, source.node.directives())
        };
        let kind = if sources.iter().any(has_key) { Kind::EntityInterface } else { Kind::Interface };
        Self { name, graphs: sources.iter().map(|source| source.graph).collect(), kind }
    }

    pub(super) fn object(merge: &Merge<'_>, name: &'p Name, sources: &Sources<'_, Node<ObjectType>>) -> Self {
        let has_key = |source: &Source<'_, Node<ObjectType>>| {
            merge.subgraph(source.graph).federation().has(Known::Key, &source.node.directives)
        };
        let kind = if *name == OperationType::Subscription.default_type_name() {
            Kind::Subscription
        } else if [OperationType::Query, OperationType::Mutation].iter().any(|root| root.default_type_name() == *name) {
            Kind::Root
        } else if sources.iter().any(has_key) {
            Kind::Entity
        } else {
            Kind::Value
        };
        Self { name, graphs: sources.iter().map(|source| source.graph).collect(), kind }
    }
}

impl<'s> Merge<'s> {
    /// The fields that any subgraph has.
    pub(super) fn fields(
        &mut self,
        parent: &Parent<'_>,
        sources: impl Iterator<Item = (usize, &'s IndexMap<Name, Field>)>,
    ) -> IndexMap<Name, Field> {
        let mut by_name: ByName<'s, Field> = ByName::default();
        for (graph, fields) in sources {
            for field in fields.values() {
                if parent.kind != Kind::Root || !ENTRANCES.contains(&field.name.as_str()) {
                    by_name.entry(field.name.clone()).or_default().push(graph, field);
                }
            }
        }
        by_name.into_iter().filter_map(|(name, sources)| Some((name, self.field(parent, &sources)?))).collect()
    }

    fn field(&mut self, parent: &Parent<'_>, sources: &Sources<'s, Field>) -> Option<Field> {
        let coordinate = format!("{}.{}", parent.name, sources.first()?.node.name);
        self.hint_partial_field(parent, sources, &coordinate);
        let overridden = self.overridden(parent, sources, &coordinate);
        let merged = self.merge_field(parent, sources, &overridden, &coordinate);
        self.check_sharing(parent, sources, &overridden, &coordinate);
        merged
    }

    fn merge_field(
        &mut self,
        parent: &Parent<'_>,
        sources: &Sources<'s, Field>,
        overridden: &Overridden,
        coordinate: &str,
    ) -> Option<Field> {
        let is_external = |source: &Source<'s, Field>| {
            self.subgraph(source.graph).facts().is_external(parent.name, &source.node.name)
        };
        let mut own = sources.filter(|source| !is_external(source));
        let external = sources.filter(is_external);
        if own.is_empty() && self.is_resolved_by_interface(parent, &external) {
            own = sources.filter(is_external);
        }
        if own.is_empty() {
            self.report_external_everywhere(&external, coordinate);
            return None;
        }
        self.check_external_directives(&external, coordinate);
        let arguments: Vec<_> = own.iter().map(|source| (source.graph, source.node.arguments.as_slice())).collect();
        let MergedType { ty, same } =
            self.type_reference(&own, Position::Output, coordinate, Code::FieldTypeMismatch)?;
        let mut merged = FieldDefinition {
            description: self.description(&own, |node| node.description.as_ref(), coordinate),
            name: own.first()?.node.name.clone(),
            arguments: self.arguments(&arguments, coordinate),
            ty,
            directives: Default::default(),
        };
        self.check_external(&external, &merged, same, coordinate);
        if self.needs_join(parent, sources, overridden, same) {
            let joins = sources.iter().filter_map(|source| self.join_field(parent, source, overridden, same));
            merged.directives.0.extend(joins.map(Node::new));
        }
        merged.directives.0.extend(self.applied(&own, |node| &node.directives, coordinate));
        Some(Component::new(merged))
    }

    /// A field that every subgraph of its type resolves alike needs no word: that is what the absence of one means.
    fn needs_join(
        &self,
        parent: &Parent<'_>,
        sources: &Sources<'s, Field>,
        overridden: &Overridden,
        same: bool,
    ) -> bool {
        let plain = |graph: &usize| {
            sources.iter().any(|source| {
                let federation = self.subgraph(source.graph).federation();
                source.graph == *graph
                    && !overridden.is_unused(source.graph)
                    && !self.subgraph(source.graph).facts().is_external(parent.name, &source.node.name)
                    && !federation.has(Known::Requires, &source.node.directives)
                    && !federation.has(Known::Provides, &source.node.directives)
            })
        };
        !same || overridden.is_any_used() || !parent.graphs.iter().all(plain)
    }

    fn join_field(
        &self,
        parent: &Parent<'_>,
        source: &Source<'s, Field>,
        overridden: &Overridden,
        same: bool,
    ) -> Option<apollo_compiler::ast::Directive> {
        if overridden.is_unused(source.graph) {
            return None;
        }
        let subgraph = self.subgraph(source.graph);
        let federation = subgraph.federation();
        let fields = |known| {
            let directive = federation.get(known, &source.node.directives)?;
            field_set::text(directive, federation.is_first())
        };
        let overriding = federation.get(Known::Override, &source.node.directives);
        let argument = |name| overriding?.specified_argument_by_name(name)?.as_str().map(ToOwned::to_owned);
        Some(join::field(JoinField {
            graph: self.graph(source.graph),
            requires: fields(Known::Requires),
            provides: fields(Known::Provides),
            ty: (!same).then(|| source.node.ty.to_string()),
            external: subgraph.facts().is_external(parent.name, &source.node.name),
            overriding: argument("from"),
            used_overridden: overridden.is_used(source.graph),
            override_label: argument("label").or_else(|| overridden.label(source.graph)),
        }))
    }

    /// Whether a field that is external in all of its subgraphs is resolved through an interface object.
    fn is_resolved_by_interface(&self, parent: &Parent<'_>, external: &Sources<'s, Field>) -> bool {
        let Some(first) = external.first() else { return false };
        self.abstracted(parent.name, &first.node.name)
            .iter()
            .any(|(source, interface)| !self.subgraph(source.graph).facts().is_external(interface, &source.node.name))
    }

    fn hint_partial_field(&mut self, parent: &Parent<'_>, sources: &Sources<'s, Field>, coordinate: &str) {
        let code = match parent.kind {
            Kind::Interface => Code::InconsistentInterfaceValueTypeField,
            Kind::Value => Code::InconsistentObjectValueTypeField,
            Kind::Root | Kind::Subscription | Kind::Entity | Kind::EntityInterface => return,
        };
        if sources.len() < parent.graphs.len() {
            let message = format!("`{coordinate}` is not in all subgraphs that have `{}`", parent.name);
            let places = self.places(sources, |source| format!("in subgraph `{}`", self.subgraph(source.graph).name));
            self.report(Diagnostic::hint(code, message).on(coordinate).at(places));
        }
    }
}

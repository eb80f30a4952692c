//! Types by name, and what kind of type a name stands for.

use apollo_compiler::{Name, ast::OperationType, schema::ExtendedType};

use super::{ByName, Merge, Source, Sources};
use crate::{
    diagnostic::{Code, Diagnostic},
    subgraph::{federation::Known, is_machinery},
};

impl<'s> Merge<'s> {
    /// The types of the supergraph. Those whose subgraphs disagree about their kind are reported and left out.
    pub(super) fn types_by_name(&mut self) -> ByName<'s, ExtendedType> {
        let mut types: ByName<'s, ExtendedType> = ByName::default();
        for (graph, subgraph) in self.subgraphs.iter().enumerate() {
            for (name, ty) in &subgraph.schema().types {
                if !ty.is_built_in() && !is_machinery(name, subgraph.federation()) {
                    types.entry(name.clone()).or_default().push(graph, ty);
                }
            }
        }
        types.retain(|name, sources| {
            let first = sources.first().map(|source| self.kind(source));
            let alike = sources.filter(|source| Some(self.kind(source)) == first);
            let agreed = alike.len() == sources.len();
            if !agreed {
                self.report_kinds(name, sources);
                self.check_base(name, &alike);
            }
            agreed
        });
        types
    }

    /// A type that is extended everywhere is defined nowhere.
    pub(super) fn check_base(&mut self, name: &Name, sources: &Sources<'s, ExtendedType>) {
        let is_root = [OperationType::Query, OperationType::Mutation, OperationType::Subscription]
            .iter()
            .any(|root| root.default_type_name() == *name);
        if is_root {
            return;
        }
        for source in sources.iter() {
            let subgraph = self.subgraph(source.graph);
            // In federation 1 @extends is an extension, and another subgraph has the definition. Later it means nothing.
            let first = subgraph.federation().is_first();
            let extends = first && subgraph.federation().has(Known::Extends, source.node.directives());
            let is_base =
                |other: &Source<'s, ExtendedType>| is_defined(other.node) && !(first && other.graph == source.graph);
            if (is_defined(source.node) && !extends) || sources.iter().any(is_base) {
                continue;
            }
            let span = source.node.extensions().first().and_then(|extension| extension.location());
            let message = format!("`{name}` is extended in subgraph `{}`, but defined nowhere", subgraph.name);
            let place = subgraph.location(span.or_else(|| source.node.name().location()), "only extended");
            self.report(
                Diagnostic::error(Code::ExtensionWithNoBase, message)
                    .on(name.to_string())
                    .at(place)
                    .help("leave out `extend` in one subgraph"),
            );
        }
    }

    /// What a name stands for in one subgraph. An interface object is an interface that the subgraph cannot tell from its
    /// implementations.
    fn kind(&self, source: &Source<'s, ExtendedType>) -> &'static str {
        if self.is_interface_object(source) { "an interface" } else { describe(source.node) }
    }

    /// Whether an object stands for an interface.
    pub(super) fn is_interface_object(&self, source: &Source<'s, ExtendedType>) -> bool {
        source.node.is_object()
            && self.subgraph(source.graph).federation().has(Known::InterfaceObject, source.node.directives())
    }

    fn report_kinds(&mut self, name: &Name, sources: &Sources<'s, ExtendedType>) {
        let places = self.places(sources, |source| {
            format!("{} in subgraph `{}`", describe(source.node), self.subgraph(source.graph).name)
        });
        self.report(
            Diagnostic::error(Code::TypeKindMismatch, format!("`{name}` is a different kind of type in each subgraph"))
                .on(name.to_string())
                .at(places)
                .help("rename one of them"),
        );
    }
}

/// A type has a definition unless all that it consists of is in extensions.
pub(super) fn is_defined(ty: &ExtendedType) -> bool {
    let mut origins = ty.iter_origins().peekable();
    origins.peek().is_none() || origins.any(|origin| origin.extension_id().is_none())
}

fn describe(ty: &ExtendedType) -> &'static str {
    match ty {
        ExtendedType::Scalar(_) => "a scalar",
        ExtendedType::Object(_) => "an object",
        ExtendedType::Interface(_) => "an interface",
        ExtendedType::Union(_) => "a union",
        ExtendedType::Enum(_) => "an enum",
        ExtendedType::InputObject(_) => "an input object",
    }
}

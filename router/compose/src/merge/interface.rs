//! Interfaces.

use apollo_compiler::{
    Name, Node,
    ast::Directive,
    schema::{ExtendedType, InterfaceType},
};

use super::{Merge, Source, Sources, field::Parent};
use crate::{
    diagnostic::{Code, Diagnostic},
    field_set::fields_of,
    subgraph::federation::Known,
};

impl<'s> Merge<'s> {
    /// An interface has every field that any subgraph gives it, also one that knows it as an interface object only.
    pub(super) fn interface(&mut self, name: &Name, sources: &Sources<'s, ExtendedType>) -> Option<InterfaceType> {
        self.check_interface_objects(name, sources);
        self.check_implementations(name, sources);
        let implemented = sources.iter().filter_map(|source| match source.node {
            ExtendedType::Interface(interface) => Some((source.graph, &interface.implements_interfaces)),
            ExtendedType::Object(object) => Some((source.graph, &object.implements_interfaces)),
            _ => None,
        });
        let (implements_interfaces, implements) = self.implements(implemented);
        let mut directives = self.on_type(sources, ExtendedType::directives, name);
        directives.0.splice(0..0, implements);
        let parent = Parent::interface(self, name, sources);
        let fields: Vec<_> = sources
            .iter()
            .filter_map(|source| {
                let (_, fields) = fields_of(self.subgraph(source.graph).schema(), name)?;
                Some((source.graph, fields))
            })
            .collect();
        Some(InterfaceType {
            description: self.description(sources, |node| node.description(), name),
            name: name.clone(),
            implements_interfaces,
            directives,
            fields: self.fields(&parent, fields.into_iter()),
        })
    }

    /// Whoever finds an entity by an interface's key must know everything that the entity may be.
    fn check_implementations(&mut self, name: &Name, sources: &Sources<'s, ExtendedType>) {
        let all: Vec<_> = self.relations.objects_of(name).cloned().collect();
        for source in sources.iter().filter(|source| source.node.is_interface()) {
            let Some(key) = self.resolvable_key(source) else { continue };
            let subgraph = self.subgraph(source.graph);
            let known: Vec<_> = subgraph.facts().objects_of(name).collect();
            let missing: Vec<_> =
                all.iter().filter(|object| !known.contains(object)).map(|name| format!("`{name}`")).collect();
            if !missing.is_empty() {
                let message = format!(
                    "the interface `{name}` has a key in subgraph `{}`, which does not know its implementations {}",
                    subgraph.name,
                    missing.join(", ")
                );
                let place = subgraph.location(key.location(), "a key of all implementations");
                self.report(
                    Diagnostic::error(Code::InterfaceKeyMissingImplementationType, message)
                        .on(name.to_string())
                        .at(place)
                        .help("define them there with this key, or make the key `resolvable: false`"),
                );
            }
        }
    }

    fn resolvable_key(&self, source: &Source<'s, ExtendedType>) -> Option<&'s Node<Directive>> {
        let keys = self.subgraph(source.graph).federation().all(Known::Key, source.node.directives());
        keys.into_iter()
            .find(|key| key.specified_argument_by_name("resolvable").and_then(|value| value.to_bool()) != Some(false))
    }
}

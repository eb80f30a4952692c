//! Objects.

use apollo_compiler::{Name, Node, schema::ObjectType};

use super::{
    Merge, Sources,
    field::{Kind, Parent},
};
use crate::{
    diagnostic::{Code, Diagnostic},
    subgraph::federation::Known,
};

impl<'s> Merge<'s> {
    /// An object has every field that any subgraph gives it. One without any is left out: a root that nothing is asked of.
    pub(super) fn object(&mut self, name: &Name, sources: &Sources<'s, Node<ObjectType>>) -> Option<ObjectType> {
        let (implements_interfaces, implements) =
            self.implements(sources.iter().map(|source| (source.graph, &source.node.implements_interfaces)));
        let mut directives = self.on_type(sources, |node| &node.directives, name);
        directives.0.splice(0..0, implements);
        let parent = Parent::object(self, name, sources);
        self.hint_partial_entity(&parent, sources);
        let object = ObjectType {
            description: self.description(sources, |node| node.description.as_ref(), name),
            name: name.clone(),
            implements_interfaces,
            directives,
            fields: self.fields(&parent, sources.iter().map(|source| (source.graph, &source.node.fields))),
        };
        (!object.fields.is_empty()).then_some(object)
    }

    /// Where an entity has no key, it cannot be found.
    fn hint_partial_entity(&mut self, parent: &Parent<'_>, sources: &Sources<'s, Node<ObjectType>>) {
        let without =
            sources.filter(|source| !self.subgraph(source.graph).federation().has(Known::Key, &source.node.directives));
        if parent.kind == Kind::Entity && !without.is_empty() {
            let message = format!("`{}` has a key, but not in {}", parent.name, self.named(&without));
            let places =
                self.places(&without, |source| format!("no key in subgraph `{}`", self.subgraph(source.graph).name));
            self.report(Diagnostic::hint(Code::InconsistentEntity, message).on(parent.name.to_string()).at(places));
        }
    }
}

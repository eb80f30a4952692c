//! Interfaces.

use apollo_compiler::{Name, Node, schema::InterfaceType};

use super::{Merge, Sources, field::Parent};

impl<'s> Merge<'s> {
    /// An interface has every field that any subgraph gives it.
    pub(super) fn interface(
        &mut self,
        name: &Name,
        sources: &Sources<'s, Node<InterfaceType>>,
    ) -> Option<InterfaceType> {
        let (implements_interfaces, implements) =
            self.implements(sources.iter().map(|source| (source.graph, &source.node.implements_interfaces)));
        let mut directives = self.on_type(sources, |node| &node.directives, name);
        directives.0.splice(0..0, implements);
        let parent = Parent::interface(name, sources);
        Some(InterfaceType {
            description: self.description(sources, |node| node.description.as_ref(), name),
            name: name.clone(),
            implements_interfaces,
            directives,
            fields: self.fields(&parent, sources.iter().map(|source| (source.graph, &source.node.fields))),
        })
    }
}

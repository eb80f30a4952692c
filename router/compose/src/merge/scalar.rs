//! Scalars.

use apollo_compiler::{Name, Node, schema::ScalarType};

use super::{Merge, Sources};

impl<'s> Merge<'s> {
    /// A scalar is what any subgraph says of it.
    pub(super) fn scalar(&mut self, name: &Name, sources: &Sources<'s, Node<ScalarType>>) -> Option<ScalarType> {
        Some(ScalarType {
            description: self.description(sources, |node| node.description.as_ref(), name),
            name: name.clone(),
            directives: self.on_type(sources, |node| &node.directives, name),
        })
    }
}

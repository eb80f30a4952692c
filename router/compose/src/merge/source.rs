//! One element, as each subgraph that has it defines it.

use apollo_compiler::{
    Node,
    ast::{EnumValueDefinition, FieldDefinition, InputValueDefinition},
    parser::SourceSpan,
    schema::{Component, EnumType, ExtendedType, InputObjectType, InterfaceType, ObjectType, ScalarType, UnionType},
};

/// An element in one subgraph.
pub(crate) struct Source<'s, T: ?Sized> {
    /// The subgraph's index.
    pub graph: usize,
    /// The element there.
    pub node: &'s T,
}

impl<T: ?Sized> Clone for Source<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Source<'_, T> {}

/// An element in every subgraph that has it, in the subgraphs' order.
pub(crate) struct Sources<'s, T: ?Sized>(Vec<Source<'s, T>>);

impl<'s, T: ?Sized> Sources<'s, T> {
    /// Adds a subgraph, later in order than those that are there.
    pub(crate) fn push(&mut self, graph: usize, node: &'s T) {
        self.0.push(Source { graph, node });
    }

    /// Whether the subgraph has the element.
    pub(crate) fn has(&self, graph: usize) -> bool {
        self.0.iter().any(|source| source.graph == graph)
    }

    /// The element of each subgraph as something else, where it is that.
    pub(crate) fn narrow<U: ?Sized>(&self, narrow: impl Fn(&'s T) -> Option<&'s U>) -> Sources<'s, U> {
        let narrow = |source: &Source<'s, T>| Some(Source { graph: source.graph, node: narrow(source.node)? });
        Sources(self.0.iter().filter_map(narrow).collect())
    }

    /// Those for which `keep` holds.
    pub(crate) fn filter(&self, keep: impl Fn(&Source<'s, T>) -> bool) -> Self {
        Self(self.0.iter().copied().filter(|source| keep(source)).collect())
    }
}

impl<T: ?Sized> Default for Sources<'_, T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'s, T: ?Sized> std::ops::Deref for Sources<'s, T> {
    type Target = [Source<'s, T>];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// Whatever has a place in a document.
pub(crate) trait Placed {
    /// Where its name is.
    fn span(&self) -> Option<SourceSpan>;
}

macro_rules! placed {
    ($($ty:ty => $field:ident,)+) => {
        $(impl Placed for $ty {
            fn span(&self) -> Option<SourceSpan> {
                self.$field.location()
            }
        })+
    };
}

placed! {
    Component<FieldDefinition> => name,
    Node<InputValueDefinition> => name,
    Component<EnumValueDefinition> => value,
    Node<apollo_compiler::ast::DirectiveDefinition> => name,
    Node<ScalarType> => name,
    Node<ObjectType> => name,
    Node<InterfaceType> => name,
    Node<UnionType> => name,
    Node<EnumType> => name,
    Node<InputObjectType> => name,
}

impl Placed for Node<apollo_compiler::ast::Directive> {
    fn span(&self) -> Option<SourceSpan> {
        self.location()
    }
}

impl Placed for ExtendedType {
    fn span(&self) -> Option<SourceSpan> {
        // A root that got its usual name is where its definition is.
        self.name().location().or_else(|| self.location())
    }
}

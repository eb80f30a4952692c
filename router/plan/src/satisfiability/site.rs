//! Sites: what a subgraph gave.

use apollo_compiler::Name;

use crate::{
    FieldSet, FieldSetItem, SubgraphId, Supergraph, TypeId,
    supergraph::{Entry, Type},
};

/// An object that a subgraph gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Site<'a> {
    pub subgraph: SubgraphId,
    /// The type that the subgraph says it has. Once the object type is known it is that, or an interface that the subgraph
    /// knows as an object.
    pub ty: &'a Name,
    /// What the subgraph can answer here though it cannot elsewhere.
    pub provided: Option<&'a FieldSet>,
}

impl<'a> Site<'a> {
    /// Where a key leads.
    pub fn entered(entry: Entry<'a>) -> Self {
        Self { subgraph: entry.subgraph, ty: entry.ty, provided: None }
    }

    /// Whether the subgraph does not know of which type the object is.
    pub fn is_interface_object(&self, graph: &Supergraph) -> bool {
        graph.is_interface_object(self.ty, self.subgraph)
    }

    /// The object types that the subgraph may have here.
    pub fn possible(&self, graph: &'a Supergraph) -> &'a [TypeId] {
        graph.composite(self.ty).map_or(&[], |ty| ty.possible_in(self.subgraph))
    }

    /// The same, once the object is known to be of this type.
    pub fn known_as(self, object: &'a Name, graph: &Supergraph) -> Self {
        if self.is_interface_object(graph) { self } else { Self { ty: object, ..self } }
    }

    /// What is provided of a field of an object type.
    pub fn provided_of(&self, name: &Name, ty: &Type, field: &str) -> Option<&'a FieldSetItem> {
        let provided = self.provided?;
        provided.items.iter().find(|item| item.name == field && applies(item, name, ty))
    }
}

/// Whether an item of a field set is about objects of a type.
pub(super) fn applies(item: &FieldSetItem, name: &Name, ty: &Type) -> bool {
    item.ty == *name || ty.interfaces.contains(&item.ty)
}

/// What was reached, each from where.
#[derive(Debug, Clone, Default)]
pub(super) struct Reached<'a> {
    /// In the order in which they were reached.
    pub ways: Vec<Way<'a>>,
    /// The types as which the subgraphs know the object.
    pub types: Vec<&'a Name>,
}

/// A site, and the one from which it was reached; the same for a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Way<'a> {
    pub start: Site<'a>,
    pub site: Site<'a>,
}

impl<'a> Reached<'a> {
    pub fn add(&mut self, start: Site<'a>, site: Site<'a>) {
        if !self.types.contains(&site.ty) {
            self.types.push(site.ty);
        }
        self.ways.push(Way { start, site });
    }

    pub fn has(&self, site: &Site<'a>) -> bool {
        self.ways.iter().any(|way| way.site == *site)
    }

    /// Sites of a subgraph that knows the object as `ty`.
    pub fn at(&self, subgraph: SubgraphId, ty: &Name) -> impl Iterator<Item = Way<'a>> {
        self.ways.iter().copied().filter(move |way| way.site.subgraph == subgraph && way.site.ty == ty)
    }
}

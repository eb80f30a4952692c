//! What a site can answer by itself.

use apollo_compiler::Name;

use super::{Search, SiteId};
use crate::{
    FieldSet, FieldSetItem, SubgraphId, TypeId,
    supergraph::Resolver,
    tree::{Node, NodeId},
};

/// The field that every object has.
const TYPENAME: &str = "__typename";

/// How a site answers a field of its objects.
pub(crate) struct Local<'a> {
    /// The type that the subgraph returns.
    pub ty: Name,
    /// What it can answer below on this path only.
    pub provided: Option<&'a FieldSet>,
}

impl<'a> Search<'a> {
    /// The object types for which a node is wanted and which a site may have.
    pub fn relevant(&self, site: SiteId, node: &Node) -> Vec<TypeId> {
        let site = self.site(site);
        let possible = self.graph.composite(&site.ty).map_or(&[][..], |ty| ty.all_in(site.subgraph));
        node.types.iter().copied().filter(|ty| possible.contains(ty)).collect()
    }

    /// How a site answers a node, for all object types that it may have; none if it may have none, or if it cannot for one.
    pub fn locally(&self, site: SiteId, node: NodeId) -> Option<Local<'a>> {
        let node = self.tree.node(node);
        let field = node.field()?;
        let types = self.relevant(site, node);
        let mut answer: Option<Local<'a>> = None;
        for ty in types {
            let next = self.local(site, ty, &field.on, &field.name)?;
            answer = Some(match answer {
                None => next,
                // Implementations that return different types: what the API declares holds for all of them.
                Some(known) if known.ty != next.ty => {
                    Local { ty: field.ty.inner_named_type().clone(), provided: known.provided.and(next.provided) }
                }
                Some(known) => known,
            });
        }
        answer
    }

    /// How a site answers a field of its objects of one type.
    fn local(&self, site: SiteId, object: TypeId, on: &str, field: &Name) -> Option<Local<'a>> {
        let at = self.site(site);
        if field == TYPENAME {
            // The name of an interface is not that of an object's type.
            let ty = Name::new_static_unchecked("String");
            return (!self.is_interface_object(site)).then_some(Local { ty, provided: None });
        }
        let name = self.graph.known_as(object, &at.ty, at.subgraph);
        let resolver = self.resolver(name, field, at.subgraph)?;
        let provided = at.provided.and_then(|provided| provided.find(name, field).or_else(|| provided.find(on, field)));
        if resolver.requires.is_some() || resolver.is_external && provided.is_none() {
            return None;
        }
        let below = provided.map(|item| &item.fields).filter(|fields| !fields.is_empty());
        Some(Local { ty: resolver.ty.clone(), provided: below.or(resolver.provides.as_ref()) })
    }

    /// Whether a site answers an item of a field set for objects of these types, with all that is below it.
    pub fn has_whole(&self, site: SiteId, objects: &[TypeId], item: &FieldSetItem) -> bool {
        let subgraph = self.site(site).subgraph;
        self.may_have(site, objects)
            && objects.iter().all(|object| {
                self.local(site, *object, &item.ty, &item.name).is_some_and(|local| {
                    item.fields.items.iter().all(|below| self.resolves(subgraph, local.provided, below))
                })
            })
    }

    /// Whether objects of all these types may stand at a site.
    pub fn may_have(&self, site: SiteId, objects: &[TypeId]) -> bool {
        let site = self.site(site);
        let possible = self.graph.composite(&site.ty).map_or(&[][..], |ty| ty.all_in(site.subgraph));
        objects.iter().all(|object| possible.contains(object))
    }

    fn resolves(&self, subgraph: SubgraphId, provided: Option<&FieldSet>, item: &FieldSetItem) -> bool {
        if item.name == TYPENAME {
            return true;
        }
        let given = provided.and_then(|provided| provided.find(&item.ty, &item.name));
        let answers = |resolver: &Resolver| resolver.requires.is_none() && (!resolver.is_external || given.is_some());
        self.resolver(&item.ty, &item.name, subgraph).is_some_and(answers)
            && item.fields.items.iter().all(|below| self.resolves(subgraph, given.map(|given| &given.fields), below))
    }
}

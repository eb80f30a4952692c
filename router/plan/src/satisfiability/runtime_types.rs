//! Shared fields of interface and union types: what subgraphs return there must be able to be the same.

use apollo_compiler::{Name, ast::FieldDefinition};

use super::{RuntimeTypes, site::Site};
use crate::{Supergraph, TypeId};

/// How the object types differ that subgraphs return for a shared field, if they do.
pub(super) fn runtime_types(
    graph: &Supergraph,
    parent: &Name,
    field: &FieldDefinition,
    sites: &[Site<'_>],
) -> Option<RuntimeTypes> {
    let resolvers = graph.composite(parent)?.fields.get(&field.name)?;
    let is_shared = resolvers.values().filter(|resolver| !resolver.is_external && resolver.when.is_none()).count() > 1;
    let is_abstract = |site: &&Site<'_>| {
        !site.is_interface_object(graph) && graph.composite(site.ty).is_some_and(|ty| ty.object.is_none())
    };
    let sites: Vec<_> = sites.iter().filter(is_abstract).collect();
    let first = *sites.first()?;
    if !is_shared || sites.iter().all(|site| site.possible(graph) == first.possible(graph)) {
        return None;
    }
    let is_common = |object: &TypeId| sites.iter().all(|site| site.possible(graph).contains(object));
    let is_disjoint = !first.possible(graph).iter().any(is_common);
    let types = sites.iter().map(|site| {
        let objects = site.possible(graph).iter().map(|object| graph.object_name(*object).to_owned());
        (graph.subgraph_name(site.subgraph).to_owned(), objects.collect())
    });
    Some(RuntimeTypes { coordinate: String::new(), operation: String::new(), types: types.collect(), is_disjoint })
}

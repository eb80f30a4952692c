//! What subgraphs say of fields, brought together.

use std::collections::{BTreeMap, HashMap};

use apollo_compiler::{
    Name, Schema,
    schema::{ExtendedType, FieldDefinition},
};

use crate::subgraph::{FieldFacts, Subgraph, When};

/// A field, as one subgraph knows it.
pub struct Said<'a> {
    pub subgraph: &'a Subgraph,
    pub definition: &'a FieldDefinition,
    pub is_resolved: bool,
    pub is_key: bool,
}

type All<'a> = HashMap<Name, HashMap<Name, Vec<Said<'a>>>>;

/// What all subgraphs say of the fields of object types. What they say of an interface object they say of all that implement
/// the interface.
pub fn said<'a>(subgraphs: &'a [Subgraph], implementing: &BTreeMap<Name, Vec<Name>>) -> All<'a> {
    let mut found = All::new();
    for subgraph in subgraphs {
        for (own, ty) in &subgraph.schema.types {
            let Some(object) = ty.as_object().filter(|_| !ty.is_built_in()) else { continue };
            let types = match subgraph.is_interface_object(own) {
                true => implementing.get(own).cloned().unwrap_or_default(),
                false => vec![subgraph.canonical(own).clone()],
            };
            for (field, definition) in
                object.fields.iter().filter(|(name, _)| !matches!(name.as_str(), "_entities" | "_service"))
            {
                let facts = subgraph.field_facts(own, field);
                let has_moved = |facts: &FieldFacts| matches!(facts.moved_away, Some(When::Always));
                let is_resolved = facts.is_none_or(|facts| !facts.is_external && !has_moved(facts));
                for ty in &types {
                    let is_key = subgraph.is_key_field(own, field);
                    let said = Said { subgraph, definition, is_resolved, is_key };
                    found.entry(ty.clone()).or_default().entry(field.clone()).or_default().push(said);
                }
            }
        }
    }
    found
}

/// The object types that implement each interface, in whatever subgraph.
pub fn implementing(api: &Schema, subgraphs: &[Subgraph]) -> BTreeMap<Name, Vec<Name>> {
    let mut found: BTreeMap<Name, Vec<Name>> = BTreeMap::new();
    let of_subgraphs = subgraphs.iter().flat_map(|subgraph| {
        subgraph.object_types().map(|object| (subgraph.schema.get_object(object).expect("an object"), object))
    });
    let of_api = api.types.iter().filter_map(|(name, ty)| match ty {
        ExtendedType::Object(object) => Some((object, name)),
        _ => None,
    });
    for (object, name) in of_subgraphs.chain(of_api) {
        for interface in &object.implements_interfaces {
            let known = found.entry(interface.name.clone()).or_default();
            if !known.contains(name) {
                known.push(name.clone());
            }
        }
    }
    found.values_mut().for_each(|types| types.sort());
    found
}

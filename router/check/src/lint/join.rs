//! Which subgraph has what, as a supergraph says. <https://specs.apollo.dev/join/v0.3/>

use std::collections::BTreeSet;

use apollo_compiler::{
    Name, Schema,
    ast::{Directive, FieldDefinition},
    schema::{ExtendedType, ObjectType},
};

/// A subgraph as the supergraph's enum calls it, e.g. `USERS`.
pub(super) type Graph<'s> = &'s str;

/// An object type in all subgraphs.
pub(super) struct Joined<'s> {
    object: &'s ObjectType,
    /// The subgraphs that have it.
    pub(super) graphs: BTreeSet<Graph<'s>>,
    /// The fields that some key begins with; empty unless it is an entity.
    pub(super) keys: BTreeSet<&'s str>,
}

impl<'s> Joined<'s> {
    pub(super) fn new(object: &'s ObjectType) -> Self {
        let (mut graphs, mut keys) = (BTreeSet::new(), BTreeSet::new());
        for directive in object.directives.get_all("join__type") {
            graphs.extend(graph(directive));
            let key = directive.specified_argument_by_name("key").and_then(|key| key.as_str());
            keys.extend(key.into_iter().flat_map(beginnings));
        }
        Self { object, graphs, keys }
    }

    /// The subgraphs that resolve a field of it.
    pub(super) fn resolvers(&self, field: &'s FieldDefinition) -> BTreeSet<Graph<'s>> {
        let mut said = field.directives.get_all("join__field").peekable();
        if said.peek().is_none() {
            return self.graphs.clone();
        }
        let flag = |directive: &Directive, name: &str| {
            directive.specified_argument_by_name(name).and_then(|value| value.to_bool()).unwrap_or_default()
        };
        said.filter(|directive| !flag(directive, "external") && !flag(directive, "usedOverridden"))
            .filter_map(|directive| graph(directive))
            .collect()
    }

    /// The subgraph that resolves the most of its fields; the first by name of several that do.
    pub(super) fn busiest(&self) -> Option<Graph<'s>> {
        let count =
            |graph: Graph| self.object.fields.values().filter(|field| self.resolvers(field).contains(graph)).count();
        self.graphs.iter().rev().copied().max_by_key(|graph| count(graph))
    }

    /// Whether one subgraph alone has an answer to every field of it but its keys.
    pub(super) fn is_complete_in(&self, graph: Graph) -> bool {
        let mut others = self.object.fields.values().filter(|field| !self.keys.contains(field.name.as_str()));
        others.all(|field| self.resolvers(field).contains(graph))
    }
}

/// The subgraph's name that composition was given, for one of the enum's.
pub(super) fn subgraph_name<'s>(schema: &'s Schema, graph: Graph<'s>) -> &'s str {
    let value = schema.get_enum("join__Graph").and_then(|graphs| graphs.values.get(graph));
    let named = value.and_then(|value| value.directives.get("join__graph"));
    named.and_then(|named| named.specified_argument_by_name("name")?.as_str()).unwrap_or(graph)
}

/// The object types that a value of the type `name` can be where `graph` answers it.
pub(super) fn possible<'s>(schema: &'s Schema, name: &Name, graph: Graph) -> Vec<&'s Name> {
    let is_here = |object: &ObjectType| Joined::new(object).graphs.contains(graph);
    match schema.types.get(name) {
        Some(ExtendedType::Object(object)) => vec![&object.name],
        Some(ExtendedType::Union(union)) => {
            let said = union.directives.get_all("join__unionMember");
            let here: BTreeSet<_> = said
                .filter(|member| self::graph(member) == Some(graph))
                .filter_map(|member| member.specified_argument_by_name("member")?.as_str())
                .collect();
            union.members.iter().map(|member| &member.name).filter(|member| here.contains(member.as_str())).collect()
        }
        Some(ExtendedType::Interface(interface)) => {
            let objects = schema.types.values().filter_map(|ty| match ty {
                ExtendedType::Object(object) if object.implements_interfaces.contains(&interface.name) => Some(object),
                _ => None,
            });
            objects.filter(|object| is_here(object)).map(|object| &object.name).collect()
        }
        _ => vec![],
    }
}

fn graph(directive: &Directive) -> Option<&str> {
    Some(directive.specified_argument_by_name("graph")?.as_enum()?.as_str())
}

/// The fields at the top of a field set: `id` and `owner` of `id owner { id }`.
fn beginnings(set: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    set.split_inclusive(['{', '}', ' ', ',', '\n', '\t', '\r']).filter_map(move |part| {
        let name = part.trim_matches(|character: char| "{}, \n\t\r".contains(character));
        let is_top = depth == 0;
        depth += part.matches('{').count();
        depth = depth.saturating_sub(part.matches('}').count());
        (is_top && !name.is_empty()).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_begins_with_the_fields_at_its_top() {
        let of = |set| beginnings(set).collect::<Vec<_>>();
        assert_eq!(of("id"), ["id"]);
        assert_eq!(of(" id  owner { id org{ id } } name"), ["id", "owner", "name"]);
        assert_eq!(of("owner{id}name"), ["owner", "name"]);
        assert_eq!(of(""), Vec::<&str>::new());
    }
}

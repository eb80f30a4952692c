//! Which types stand for which others in the supergraph, as far as one subgraph says so.

use apollo_compiler::{
    Name,
    ast::Type,
    collections::{HashMap, HashSet, IndexSet},
    schema::ExtendedType,
};

use crate::subgraph::{Subgraph, Validated};

/// What may be used instead of what.
pub(super) struct Relations {
    /// For each interface or union, what it may be.
    members: HashMap<Name, HashSet<Name>>,
    /// For each interface, the objects that implement it, in the subgraphs' order.
    objects: HashMap<Name, IndexSet<Name>>,
}

impl Relations {
    /// Of all the subgraphs together.
    pub(super) fn of(subgraphs: &[Subgraph<Validated>]) -> Self {
        let mut members: HashMap<Name, HashSet<Name>> = HashMap::default();
        let mut objects: HashMap<Name, IndexSet<Name>> = HashMap::default();
        let mut add = |whole: &Name, member: &Name| {
            members.entry(whole.clone()).or_default().insert(member.clone());
        };
        for ty in subgraphs.iter().flat_map(|subgraph| subgraph.schema().types.values()) {
            match ty {
                ExtendedType::Object(object) => {
                    for interface in &object.implements_interfaces {
                        add(&interface.name, &object.name);
                        objects.entry(interface.name.clone()).or_default().insert(object.name.clone());
                    }
                }
                ExtendedType::Interface(interface) => {
                    interface.implements_interfaces.iter().for_each(|whole| add(&whole.name, &interface.name));
                }
                ExtendedType::Union(union) => union.members.iter().for_each(|member| add(&union.name, &member.name)),
                _ => {}
            }
        }
        Self { members, objects }
    }

    /// Which objects implement an interface.
    pub(super) fn objects_of(&self, interface: &str) -> impl Iterator<Item = &Name> {
        self.objects.get(interface).into_iter().flatten()
    }

    /// Whether every value of `narrow` is one of `wide`. <https://spec.graphql.org/draft/#IsSubType()>
    pub(super) fn is_subtype(&self, narrow: &Type, wide: &Type) -> bool {
        match (narrow, wide) {
            (Type::NonNullNamed(narrow), Type::NonNullNamed(wide) | Type::Named(wide))
            | (Type::Named(narrow), Type::Named(wide)) => {
                narrow == wide || self.members.get(wide).is_some_and(|members| members.contains(narrow))
            }
            (Type::NonNullList(narrow), Type::NonNullList(wide) | Type::List(wide))
            | (Type::List(narrow), Type::List(wide)) => self.is_subtype(narrow, wide),
            _ => false,
        }
    }
}

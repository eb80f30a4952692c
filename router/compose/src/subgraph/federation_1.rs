//! Documents that link nothing are federation 1. They are read as federation 2 would have them written.

use apollo_compiler::{
    Name, Node, Schema,
    ast::{Directive, FieldDefinition, OperationType, Value},
    schema::{Component, ExtendedType, InterfaceType, ObjectType},
};

use super::{
    Facts, Subgraph, Validated,
    federation::{Federation, Known},
};
use crate::field_set::{self, fields_of};

/// Takes away what federation 1 let pass and federation 2 does not: what is external without need, and directives of
/// federation where they have no meaning. Gives the types of which nothing is left though something is of them.
pub(crate) fn strip(schema: &mut Schema, federation: &Federation) -> Vec<Name> {
    let facts = Facts::gather(schema, federation);
    let before = schema.clone();
    let strip = Strip { schema: &before, federation, facts: &facts };
    for ty in schema.types.values_mut() {
        match ty {
            ExtendedType::Object(object) => strip.object(object.make_mut()),
            ExtendedType::Interface(interface) => strip.interface(interface.make_mut()),
            _ => {}
        }
    }
    let is_empty = |ty: &ExtendedType| ty.as_object().is_some_and(|object| object.fields.is_empty());
    let empty: Vec<Name> = schema.types.values().filter(|ty| is_empty(ty)).map(|ty| ty.name().clone()).collect();
    schema.types.retain(|_, ty| !is_empty(ty));
    empty.into_iter().filter(|name| is_referenced(schema, name)).collect()
}

fn is_referenced(schema: &Schema, name: &Name) -> bool {
    schema.types.values().any(|ty| match ty {
        ExtendedType::Union(union) => union.members.contains(name),
        _ => fields_of(schema, ty.name())
            .is_some_and(|(_, fields)| fields.values().any(|field| field.ty.inner_named_type() == name)),
    })
}

struct Strip<'s> {
    /// As it was.
    schema: &'s Schema,
    federation: &'s Federation,
    facts: &'s Facts,
}

impl Strip<'_> {
    fn object(&self, object: &mut ObjectType) {
        let name = &object.name;
        let is_external = |field: &Name| self.facts.is_external(name, field);
        object.fields.retain(|field, _| !is_external(field) || self.facts.is_used(name, field));
        self.remove(Known::External, &mut object.directives.0);
        for (field, definition) in &mut object.fields {
            if is_external(field) && self.federation.has(Known::Tag, &definition.directives) {
                self.remove(Known::Tag, &mut definition.make_mut().directives.0);
            }
            self.only_external(Known::Requires, name, definition);
            let base = definition.ty.inner_named_type().clone();
            self.only_external(Known::Provides, &base, definition);
        }
    }

    fn interface(&self, interface: &mut InterfaceType) {
        self.remove(Known::Key, &mut interface.directives.0);
        for field in interface.fields.values_mut() {
            for known in [Known::External, Known::Requires, Known::Provides] {
                if self.federation.has(known, &field.directives) {
                    self.remove(known, &mut field.make_mut().directives.0);
                }
            }
        }
    }

    /// Leaves of a field set only what another subgraph resolves: the rest is there without asking.
    fn only_external(&self, known: Known, parent: &Name, field: &mut Component<FieldDefinition>) {
        let Some(directive) = self.federation.get(known, &field.directives) else { return };
        let Some(text) = field_set::text(directive, true) else { return };
        let Ok(selections) = field_set::parse(&text) else { return };
        let is_kept = |parent: &str, field: &str| self.facts.is_external(parent, field);
        let kept = field_set::retain(self.schema, parent, &selections, &is_kept);
        if kept.is_empty() {
            self.remove(known, &mut field.make_mut().directives.0);
        } else if kept != selections
            && let Some(directive) = field
                .make_mut()
                .directives
                .0
                .iter_mut()
                .find(|other| self.federation.name(known).is_some_and(|name| other.name == *name))
            && let Some(fields) = directive.make_mut().specified_argument_by_name_mut("fields")
        {
            *fields = Node::new(Value::String(field_set::print(&kept)));
        }
    }

    fn remove<D: AsRef<Directive>>(&self, known: Known, directives: &mut Vec<D>) {
        if let Some(name) = self.federation.name(known) {
            directives.retain(|directive| directive.as_ref().name != *name);
        }
    }
}

/// Shares what federation 1 shared without a word: value types, and fields of entities and roots that others resolve too.
pub(crate) fn upgrade(subgraphs: &mut [Subgraph<Validated>]) {
    for index in 0..subgraphs.len() {
        let Some(subgraph) = subgraphs.get(index).filter(|subgraph| subgraph.federation().is_first()) else { continue };
        let shared = shared(subgraph, subgraphs, index);
        if let Some(subgraph) = subgraphs.get_mut(index) {
            for (parent, field) in shared {
                subgraph.stage.facts.share(&parent, &field);
            }
        }
    }
}

fn shared(subgraph: &Subgraph<Validated>, all: &[Subgraph<Validated>], index: usize) -> Vec<(Name, Name)> {
    let others = || all.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, other)| other);
    let mut shared = Vec::new();
    let subscription = OperationType::Subscription.default_type_name();
    for object in subgraph.schema().types.values().filter_map(ExtendedType::as_object) {
        if object.name == subscription || !others().any(|other| other.schema().types.contains_key(&object.name)) {
            continue;
        }
        let is_root = OperationType::Query.default_type_name() == object.name
            || OperationType::Mutation.default_type_name() == object.name;
        let is_value = !is_root && !subgraph.federation().has(Known::Key, &object.directives);
        for field in object.fields.keys() {
            if is_value || others().any(|other| resolves(other, &object.name, field)) {
                shared.push((object.name.clone(), field.clone()));
            }
        }
    }
    shared
}

fn resolves(subgraph: &Subgraph<Validated>, parent: &str, field: &str) -> bool {
    fields_of(subgraph.schema(), parent).is_some_and(|(_, fields)| fields.contains_key(field))
        && !subgraph.facts().is_fully_external(parent, field)
}

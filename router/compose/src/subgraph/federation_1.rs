//! Documents that link nothing are federation 1. They are read as federation 2 would have them written.

use apollo_compiler::{
    Name, Schema,
    ast::OperationType,
    schema::{DirectiveList, ExtendedType},
};

use super::{
    Facts, Subgraph, Validated,
    federation::{Federation, Known},
};
use crate::field_set::fields_of;

/// Takes away what federation 1 let pass and federation 2 does not: what is external without need, and directives of
/// federation where they have no meaning.
pub(crate) fn strip(schema: &mut Schema, federation: &Federation) {
    let facts = Facts::gather(schema, federation);
    for ty in schema.types.values_mut() {
        match ty {
            ExtendedType::Object(object) => {
                let on_type = federation.has(Known::External, &object.directives);
                let unused =
                    |field: &Name| facts.is_external(&object.name, field) && !facts.is_used(&object.name, field);
                if !on_type && !object.fields.keys().any(unused) && !has_tagged_external(federation, object) {
                    continue;
                }
                let name = object.name.clone();
                let object = object.make_mut();
                remove(federation, Known::External, &mut object.directives);
                object.fields.retain(|field, definition| {
                    let external = federation.has(Known::External, &definition.directives);
                    !external || facts.is_used(&name, field)
                });
                for field in object.fields.values_mut() {
                    if federation.has(Known::External, &field.directives)
                        && let Some(tag) = federation.name(Known::Tag)
                    {
                        field.make_mut().directives.0.retain(|directive| directive.name != *tag);
                    }
                }
            }
            ExtendedType::Interface(interface) => {
                let interface = interface.make_mut();
                remove(federation, Known::Key, &mut interface.directives);
                for field in interface.fields.values_mut() {
                    for known in [Known::External, Known::Requires, Known::Provides] {
                        if federation.has(known, &field.directives)
                            && let Some(name) = federation.name(known)
                        {
                            field.make_mut().directives.0.retain(|directive| directive.name != *name);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    schema.types.retain(|_, ty| !ty.as_object().is_some_and(|object| object.fields.is_empty()));
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

fn has_tagged_external(federation: &Federation, object: &apollo_compiler::schema::ObjectType) -> bool {
    object.fields.values().any(|field| {
        federation.has(Known::External, &field.directives) && federation.has(Known::Tag, &field.directives)
    })
}

fn remove(federation: &Federation, known: Known, directives: &mut DirectiveList) {
    if let Some(name) = federation.name(known) {
        directives.0.retain(|directive| directive.name != *name);
    }
}

//! What a subgraph says of its fields, gathered once: which are external, shared, provided, used.

use apollo_compiler::{
    Name, Schema,
    ast::{Directive, FieldDefinition},
    collections::{HashMap, HashSet},
    schema::{Component, DirectiveList, ExtendedType, Implementers},
};

use super::federation::{Federation, Known};
use crate::field_set::{self, Target, fields_of};

/// Fields of types, as a set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(HashMap<Name, HashSet<Name>>);

impl Fields {
    /// Whether the field is in it.
    pub(crate) fn has(&self, parent: &str, field: &str) -> bool {
        self.0.get(parent).is_some_and(|fields| fields.contains(field))
    }

    /// Takes the field in.
    pub(crate) fn insert(&mut self, parent: &Name, field: &Name) {
        self.0.entry(parent.clone()).or_default().insert(field.clone());
    }
}

/// What a subgraph says of its fields.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    external: Fields,
    provided: Fields,
    shareable: Fields,
    used: Fields,
    implementers: HashMap<Name, Implementers>,
}

impl Facts {
    /// Reads the whole subgraph. Field sets that are wrong are passed over: validation reports them.
    pub(crate) fn gather(schema: &Schema, federation: &Federation) -> Self {
        let mut facts = Self { implementers: schema.implementers_map(), ..Self::default() };
        let mut own = Fields::default();
        for ty in schema.types.values() {
            let Some((name, fields)) = fields_of(schema, ty.name()) else { continue };
            facts.gather_external(federation, ty);
            facts.gather_keys(schema, federation, name, ty.directives(), &mut own);
            for field in fields.values() {
                facts.gather_field(schema, federation, name, field);
            }
            if ty.is_object() {
                facts.gather_shareable(federation, ty, fields.values());
            }
        }
        facts.gather_implementations(schema);
        facts.external.0.iter_mut().for_each(|(parent, fields)| fields.retain(|field| !own.has(parent, field)));
        facts
    }

    /// Whether another subgraph resolves the field.
    pub(crate) fn is_external(&self, parent: &str, field: &str) -> bool {
        self.external.has(parent, field)
    }

    /// Whether another subgraph resolves the field always: this one does not even on some path.
    pub(crate) fn is_fully_external(&self, parent: &str, field: &str) -> bool {
        self.is_external(parent, field) && !self.provided.has(parent, field)
    }

    /// Whether others may resolve the field as well.
    pub(crate) fn is_shareable(&self, parent: &str, field: &str) -> bool {
        self.shareable.has(parent, field)
    }

    /// Whether a key, a `@requires`, a `@provides` or an interface needs the field.
    pub(crate) fn is_used(&self, parent: &str, field: &str) -> bool {
        self.used.has(parent, field)
    }

    /// Says that others may resolve the field as well.
    pub(super) fn share(&mut self, parent: &Name, field: &Name) {
        self.shareable.insert(parent, field);
    }

    /// Which objects implement an interface.
    pub(crate) fn objects_of(&self, interface: &str) -> impl Iterator<Item = &Name> {
        self.implementers.get(interface).into_iter().flat_map(|implementers| &implementers.objects)
    }

    fn gather_external(&mut self, federation: &Federation, ty: &ExtendedType) {
        let (fields, directives) = match ty {
            ExtendedType::Object(object) => (&object.fields, &object.directives),
            ExtendedType::Interface(interface) => (&interface.fields, &interface.directives),
            _ => return,
        };
        let all = ty.is_object() && federation.has(Known::External, directives);
        for field in fields.values().filter(|field| all || federation.has(Known::External, &field.directives)) {
            self.external.insert(ty.name(), &field.name);
        }
    }

    fn gather_keys(
        &mut self,
        schema: &Schema,
        federation: &Federation,
        name: &Name,
        directives: &DirectiveList,
        own: &mut Fields,
    ) {
        let extends = federation.has(Known::Extends, directives);
        let Some(key) = federation.name(Known::Key) else { return };
        for application in directives.get_all(key) {
            let extension = extends || application.origin.extension_id().is_some();
            self.each_target(schema, federation, name, application, &mut |facts, target| {
                facts.use_target(target);
                facts.shareable.insert(target.parent, &target.field.name);
                // A type that is extended names its key's fields as external although it resolves them as well as anybody.
                if extension && federation.has(Known::External, &target.field.directives) {
                    own.insert(target.parent, &target.field.name);
                }
            });
        }
    }

    fn gather_field(&mut self, schema: &Schema, federation: &Federation, parent: &Name, field: &FieldDefinition) {
        for requires in federation.all(Known::Requires, &field.directives) {
            self.each_target(schema, federation, parent, requires, &mut |facts, target| facts.use_target(target));
        }
        for provides in federation.all(Known::Provides, &field.directives) {
            let base = field.ty.inner_named_type();
            self.each_target(schema, federation, base, provides, &mut |facts, target| {
                facts.use_target(target);
                for parent in facts.with_objects(target.parent) {
                    facts.provided.insert(&parent, &target.field.name);
                    facts.shareable.insert(&parent, &target.field.name);
                }
            });
        }
    }

    /// `@shareable` on a type holds for the fields that stand with it, not for those of other extensions.
    fn gather_shareable<'f>(
        &mut self,
        federation: &Federation,
        ty: &ExtendedType,
        fields: impl Iterator<Item = &'f Component<FieldDefinition>>,
    ) {
        let Some(name) = federation.name(Known::Shareable) else { return };
        let on_type: Vec<_> = ty.directives().get_all(name).collect();
        for field in fields {
            let with_type = || on_type.iter().any(|shareable| shareable.origin == field.origin);
            if federation.has(Known::Shareable, &field.directives) || with_type() {
                self.shareable.insert(ty.name(), &field.name);
            }
        }
    }

    fn gather_implementations(&mut self, schema: &Schema) {
        for (interface, implementers) in &self.implementers {
            let Some((_, fields)) = fields_of(schema, interface) else { continue };
            for object in &implementers.objects {
                for field in fields.keys() {
                    self.used.insert(object, field);
                }
            }
        }
    }

    fn each_target<'s>(
        &mut self,
        schema: &'s Schema,
        federation: &Federation,
        parent: &str,
        directive: &Directive,
        visit: &mut dyn FnMut(&mut Self, Target<'s>),
    ) {
        let selections = field_set::of(directive, federation.is_first());
        field_set::targets(schema, parent, &selections, &mut |target| visit(self, target));
    }

    /// What is used of an interface is used of its implementations.
    fn use_target(&mut self, target: Target<'_>) {
        for parent in self.with_objects(target.parent) {
            self.used.insert(&parent, &target.field.name);
        }
    }

    fn with_objects(&self, parent: &Name) -> Vec<Name> {
        std::iter::once(parent).chain(self.objects_of(parent)).cloned().collect()
    }
}

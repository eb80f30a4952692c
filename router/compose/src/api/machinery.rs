//! Everything in a supergraph that is there for routers only.

use apollo_compiler::{
    Name, Schema, ast,
    schema::{self, ExtendedType},
};

use crate::subgraph::Links;

/// Removes what the links brought: definitions of directives and types, and the directives themselves.
pub(super) fn remove(schema: &mut Schema, links: &Links) {
    schema
        .directive_definitions
        .retain(|name, definition| definition.is_built_in() || !is_linked_directive(links, name));
    schema.types.retain(|name, _| !is_linked_type(links, name));
    let strip = Strip { links };
    let definition = schema.schema_definition.make_mut();
    definition.directives.0.clear();
    for ty in schema.types.values_mut().filter(|ty| !ty.is_built_in()) {
        strip.ty(ty);
    }
}

fn is_linked_directive(links: &Links, name: &str) -> bool {
    name == links.directive() || links.source(&format!("@{name}")).is_some()
}

fn is_linked_type(links: &Links, name: &Name) -> bool {
    // A prefix is enough: names with it belong to the specification, whichever of them it has.
    links.iter().any(|link| name.strip_prefix(link.prefix()).is_some_and(|rest| rest.starts_with("__")))
}

/// Takes directives off that no client sees: those that are linked, and `join__…` among them.
struct Strip<'l> {
    links: &'l Links,
}

impl Strip<'_> {
    fn ty(&self, ty: &mut ExtendedType) {
        match ty {
            ExtendedType::Scalar(ty) => self.on_type(&mut ty.make_mut().directives),
            ExtendedType::Union(ty) => self.on_type(&mut ty.make_mut().directives),
            ExtendedType::Object(ty) => {
                let ty = ty.make_mut();
                self.on_type(&mut ty.directives);
                ty.fields.values_mut().for_each(|field| self.field(field.make_mut()));
            }
            ExtendedType::Interface(ty) => {
                let ty = ty.make_mut();
                self.on_type(&mut ty.directives);
                ty.fields.values_mut().for_each(|field| self.field(field.make_mut()));
            }
            ExtendedType::Enum(ty) => {
                let ty = ty.make_mut();
                self.on_type(&mut ty.directives);
                ty.values.values_mut().for_each(|value| self.on_element(&mut value.make_mut().directives));
            }
            ExtendedType::InputObject(ty) => {
                let ty = ty.make_mut();
                self.on_type(&mut ty.directives);
                ty.fields.values_mut().for_each(|field| self.on_element(&mut field.make_mut().directives));
            }
        }
    }

    fn field(&self, field: &mut ast::FieldDefinition) {
        self.on_element(&mut field.directives);
        for argument in &mut field.arguments {
            self.on_element(&mut argument.make_mut().directives);
        }
    }

    fn on_element(&self, directives: &mut ast::DirectiveList) {
        directives.0.retain(|directive| !is_linked_directive(self.links, &directive.name));
    }

    fn on_type(&self, directives: &mut schema::DirectiveList) {
        directives.0.retain(|directive| !is_linked_directive(self.links, &directive.name));
    }
}

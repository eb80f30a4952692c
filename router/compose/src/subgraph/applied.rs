//! Which directives a schema applies at all.

use apollo_compiler::{
    Name, Schema,
    ast::FieldDefinition,
    collections::HashSet,
    schema::{Component, ExtendedType},
};

use super::federation::Applied;

/// The names of all directives that are applied in a schema.
pub(crate) fn applied_names(schema: &Schema) -> HashSet<Name> {
    let mut names = HashSet::default();
    add(&schema.schema_definition.directives, &mut names);
    for ty in schema.types.values().filter(|ty| !ty.is_built_in()) {
        add(ty.directives(), &mut names);
        match ty {
            ExtendedType::Object(ty) => add_fields(ty.fields.values(), &mut names),
            ExtendedType::Interface(ty) => add_fields(ty.fields.values(), &mut names),
            ExtendedType::Enum(ty) => ty.values.values().for_each(|value| add(&value.directives, &mut names)),
            ExtendedType::InputObject(ty) => ty.fields.values().for_each(|field| add(&field.directives, &mut names)),
            ExtendedType::Scalar(_) | ExtendedType::Union(_) => {}
        }
    }
    names
}

fn add_fields<'f>(fields: impl Iterator<Item = &'f Component<FieldDefinition>>, names: &mut HashSet<Name>) {
    for field in fields {
        add(&field.directives, names);
        field.arguments.iter().for_each(|argument| add(&argument.directives, names));
    }
}

fn add<D: Applied>(directives: &D, names: &mut HashSet<Name>) {
    for directive in directives.applied() {
        if !names.contains(&directive.name) {
            names.insert(directive.name.clone());
        }
    }
}

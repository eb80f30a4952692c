//! What is used by giving values: inputs, their fields, values of enums.

use std::collections::HashSet;

use apollo_compiler::{
    Name, Node,
    ast::{Value, VariableDefinition},
    parser::SourceSpan,
    schema::ExtendedType,
};

use super::walk::Walk;

/// A variable may hold whatever its type allows, so it uses all of that.
pub(super) fn variable(walk: &mut Walk, variable: &Node<VariableDefinition>) {
    let span = variable.ty.location().or(variable.location());
    let mut seen: HashSet<&Name> = HashSet::new();
    let mut pending = vec![variable.ty.inner_named_type()];
    while let Some(name) = pending.pop() {
        if !seen.insert(name) {
            continue;
        }
        walk.element(name.as_str(), span);
        if let Some(ExtendedType::InputObject(input)) = walk.schema.types.get(name) {
            for field in input.fields.values() {
                walk.element(format!("{name}.{}", field.name), span);
                pending.push(field.ty.inner_named_type());
            }
        }
    }
    if let Some(default) = &variable.default_value {
        literal(walk, default, variable.ty.inner_named_type());
    }
}

/// A value that is written uses what it is written with. Variables in it are uses by themselves.
pub(super) fn literal(walk: &mut Walk, value: &Node<Value>, ty: &Name) {
    let schema = walk.schema;
    let mut pending = vec![(value, ty.clone())];
    while let Some((value, ty)) = pending.pop() {
        match (value.as_ref(), schema.types.get(&ty)) {
            (Value::List(items), _) => pending.extend(items.iter().map(|item| (item, ty.clone()))),
            (Value::Object(given), Some(ExtendedType::InputObject(input))) => {
                walk.element(ty.as_str(), value.location());
                for (name, value) in given {
                    let span = SourceSpan::recompose(name.location(), value.location());
                    walk.element(format!("{ty}.{name}"), span);
                    if let Some(field) = input.fields.get(name) {
                        pending.push((value, field.ty.inner_named_type().clone()));
                    }
                }
            }
            // Another value of the same enum would not be missed.
            (Value::Enum(name), Some(ExtendedType::Enum(_))) => {
                walk.element(format!("{ty}.{name}"), value.location());
            }
            (Value::Variable(_) | Value::Null, _) => {}
            _ => walk.element(ty.as_str(), value.location()),
        }
    }
}

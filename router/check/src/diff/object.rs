//! Fields of objects and interfaces.

use apollo_compiler::{
    Name,
    collections::IndexMap,
    schema::{Component, FieldDefinition},
};

use super::{
    ChangeCode, Changes, Pair, Use,
    applied::applied,
    deprecation::deprecation,
    description::description,
    input_value::{ARGUMENT, InputValues},
    pairs,
    type_reference::returns_no_other,
};

type Fields = IndexMap<Name, Component<FieldDefinition>>;

pub(super) fn compare(ty: &str, old: &Fields, new: &Fields, changes: &mut Changes) {
    for (name, pair) in pairs(by_name(old), by_name(new)) {
        let coordinate = format!("{ty}.{name}");
        match pair {
            Pair::Removed(_) => {
                let message = format!("field `{coordinate}` was removed");
                let breaks = vec![Use::element(&coordinate)];
                changes.breaking(ChangeCode::FieldRemoved, coordinate, message, breaks);
            }
            Pair::Added(_) => {
                let message = format!("field `{coordinate}` was added");
                changes.safe(ChangeCode::FieldAdded, coordinate, message);
            }
            Pair::Kept(old, new) => field(&coordinate, old, new, changes),
        }
    }
}

fn by_name(fields: &Fields) -> impl Iterator<Item = (&str, &FieldDefinition)> {
    fields.iter().map(|(name, field)| (name.as_str(), field.node.as_ref()))
}

fn field(coordinate: &str, old: &FieldDefinition, new: &FieldDefinition, changes: &mut Changes) {
    if old.ty != new.ty {
        let detail = format!("{} -> {}", old.ty, new.ty);
        let message = format!("type of field `{coordinate}` changed from `{}` to `{}`", old.ty, new.ty);
        let change = if returns_no_other(&old.ty, &new.ty) {
            changes.safe(ChangeCode::FieldTypeChanged, coordinate, message)
        } else {
            changes.breaking(ChangeCode::FieldTypeChanged, coordinate, message, vec![Use::element(coordinate)])
        };
        change.detail = Some(detail);
    }
    description(coordinate, old.description.as_ref(), new.description.as_ref(), changes);
    deprecation(coordinate, &old.directives, &new.directives, changes);
    let (before, after) = (old.directives.iter(), new.directives.iter());
    applied(coordinate, before, after, changes);
    let arguments = InputValues { kind: &ARGUMENT, owner: coordinate };
    let (before, after) = (old.arguments.iter(), new.arguments.iter());
    arguments.compare(before, after, changes);
}

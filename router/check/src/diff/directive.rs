//! Definitions of directives.

use apollo_compiler::{
    Schema,
    ast::{DirectiveDefinition, DirectiveLocation},
};

use super::{
    ChangeCode, Changes, Pair, Use,
    description::description,
    input_value::{DIRECTIVE_ARGUMENT, InputValues},
    pairs,
};

/// Those of the specification. <https://spec.graphql.org/draft/#sec-Type-System.Directives.Built-in-Directives>
const BUILT_IN: [&str; 5] = ["deprecated", "include", "oneOf", "skip", "specifiedBy"];

pub(super) fn compare(old: &Schema, new: &Schema, changes: &mut Changes) {
    for (name, pair) in pairs(definitions(old), definitions(new)) {
        let coordinate = format!("@{name}");
        match pair {
            Pair::Removed(_) => {
                let message = format!("directive `{coordinate}` was removed");
                let breaks = vec![Use::element(&coordinate)];
                changes.breaking(ChangeCode::DirectiveRemoved, coordinate, message, breaks);
            }
            Pair::Added(_) => {
                let message = format!("directive `{coordinate}` was added");
                changes.safe(ChangeCode::DirectiveAdded, coordinate, message);
            }
            Pair::Kept(old, new) => kept(&coordinate, old, new, changes),
        }
    }
}

/// Those that the schema defines; GraphQL's own are the same everywhere, whether a schema writes them down or not.
fn definitions(schema: &Schema) -> impl Iterator<Item = (&str, &DirectiveDefinition)> {
    let own = schema
        .directive_definitions
        .iter()
        .filter(|(name, definition)| !definition.is_built_in() && !BUILT_IN.contains(&name.as_str()));
    own.map(|(name, definition)| (name.as_str(), definition.as_ref()))
}

fn kept(coordinate: &str, old: &DirectiveDefinition, new: &DirectiveDefinition, changes: &mut Changes) {
    description(coordinate, old.description.as_ref(), new.description.as_ref(), changes);
    let places = |definition: &DirectiveDefinition| {
        definition.locations.iter().map(|place| (DirectiveLocation::name(*place), ())).collect::<Vec<_>>()
    };
    for (location, pair) in pairs(places(old).into_iter(), places(new).into_iter()) {
        let change = match pair {
            Pair::Removed(()) => {
                let message = format!("directive `{coordinate}` may no longer stand on {location}");
                let breaks = vec![Use::Place { directive: coordinate.to_owned(), location }];
                changes.breaking(ChangeCode::DirectiveLocationRemoved, coordinate, message, breaks)
            }
            Pair::Added(()) => {
                let message = format!("directive `{coordinate}` may stand on {location} now");
                changes.safe(ChangeCode::DirectiveLocationAdded, coordinate, message)
            }
            Pair::Kept((), ()) => continue,
        };
        change.detail = Some(location.to_owned());
    }
    match (old.repeatable, new.repeatable) {
        (true, false) => {
            let message = format!("directive `{coordinate}` may no longer be repeated");
            let breaks = vec![Use::Repetition { directive: coordinate.to_owned() }];
            changes.breaking(ChangeCode::DirectiveRepeatableRemoved, coordinate, message, breaks);
        }
        (false, true) => {
            let message = format!("directive `{coordinate}` may be repeated now");
            changes.safe(ChangeCode::DirectiveRepeatableAdded, coordinate, message);
        }
        _ => {}
    }
    let arguments = InputValues { kind: &DIRECTIVE_ARGUMENT, owner: coordinate };
    let (before, after) = (old.arguments.iter(), new.arguments.iter());
    arguments.compare(before, after, changes);
}

//! Values of enums.

use apollo_compiler::schema::{EnumType, EnumValueDefinition};

use super::{
    ChangeCode, Changes, Pair, Use, applied::applied, deprecation::deprecation, description::description, pairs,
};

pub(super) fn compare(ty: &str, old: &EnumType, new: &EnumType, changes: &mut Changes) {
    for (name, pair) in pairs(by_name(old), by_name(new)) {
        let coordinate = format!("{ty}.{name}");
        match pair {
            Pair::Removed(_) => {
                let message = format!("enum value `{coordinate}` was removed");
                // Whoever gets the enum, or sends it in a variable, may mean any of its values.
                let breaks = vec![Use::element(&coordinate), Use::element(ty)];
                changes.breaking(ChangeCode::EnumValueRemoved, coordinate, message, breaks);
            }
            Pair::Added(_) => {
                let message = format!("enum value `{coordinate}` was added");
                changes.dangerous(ChangeCode::EnumValueAdded, coordinate, message);
            }
            Pair::Kept(old, new) => {
                description(&coordinate, old.description.as_ref(), new.description.as_ref(), changes);
                deprecation(&coordinate, &old.directives, &new.directives, changes);
                let (before, after) = (old.directives.iter(), new.directives.iter());
                applied(&coordinate, before, after, changes);
            }
        }
    }
}

fn by_name(ty: &EnumType) -> impl Iterator<Item = (&str, &EnumValueDefinition)> {
    ty.values.iter().map(|(name, value)| (name.as_str(), value.node.as_ref()))
}

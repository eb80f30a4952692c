//! Which interfaces a type implements.

use apollo_compiler::{collections::IndexSet, schema::ComponentName};

use super::{
    ChangeCode, Changes, Pair, Use,
    pair::{names, pairs},
};

pub(super) fn compare(ty: &str, old: &IndexSet<ComponentName>, new: &IndexSet<ComponentName>, changes: &mut Changes) {
    let old = old.iter().map(|interface| interface.name.as_str());
    let new = new.iter().map(|interface| interface.name.as_str());
    for (name, pair) in pairs(names(old), names(new)) {
        let change = match pair {
            Pair::Removed(()) => {
                let message = format!("`{ty}` no longer implements interface `{name}`");
                changes.breaking(ChangeCode::InterfaceRemoved, ty, message, vec![Use::membership(name, ty)])
            }
            Pair::Added(()) => {
                let message = format!("`{ty}` implements interface `{name}` now");
                changes.dangerous(ChangeCode::InterfaceAdded, ty, message)
            }
            Pair::Kept((), ()) => continue,
        };
        change.detail = Some(name.to_owned());
    }
}

//! What is said of an element.

use super::{ChangeCode, Changes};

pub(super) fn description(
    coordinate: &str,
    old: Option<impl AsRef<str>>,
    new: Option<impl AsRef<str>>,
    changes: &mut Changes,
) {
    let (old, new) = (old.as_ref().map_or("", AsRef::as_ref), new.as_ref().map_or("", AsRef::as_ref));
    let (code, what) = match (old, new) {
        (old, new) if old == new => return,
        ("", _) => (ChangeCode::DescriptionAdded, "was added"),
        (_, "") => (ChangeCode::DescriptionRemoved, "was removed"),
        _ => (ChangeCode::DescriptionChanged, "changed"),
    };
    changes.safe(code, coordinate, format!("description of `{coordinate}` {what}"));
}

//! Whether an element should be used no more.

use apollo_compiler::ast::DirectiveList;

use super::{ChangeCode, Changes};

pub(super) fn deprecation(coordinate: &str, old: &DirectiveList, new: &DirectiveList, changes: &mut Changes) {
    match (reason(old), reason(new)) {
        (None, None) => {}
        (None, Some(reason)) => {
            let message = format!("`{coordinate}` was deprecated: {reason:?}");
            changes.safe(ChangeCode::DeprecationAdded, coordinate, message);
        }
        (Some(_), None) => {
            let message = format!("`{coordinate}` is no longer deprecated");
            changes.safe(ChangeCode::DeprecationRemoved, coordinate, message);
        }
        (Some(old), Some(new)) if old != new => {
            let message = format!("deprecation reason of `{coordinate}` changed from {old:?} to {new:?}");
            changes.safe(ChangeCode::DeprecationReasonChanged, coordinate, message);
        }
        (Some(_), Some(_)) => {}
    }
}

/// The reason, or that of the specification if none is given.
fn reason(directives: &DirectiveList) -> Option<&str> {
    let deprecated = directives.get("deprecated")?;
    let reason = deprecated.specified_argument_by_name("reason").and_then(|reason| reason.as_str());
    Some(reason.unwrap_or("No longer supported"))
}

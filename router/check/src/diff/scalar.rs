//! What values of a scalar look like.

use apollo_compiler::schema::ScalarType;

use super::{ChangeCode, Changes};

pub(super) fn compare(name: &str, old: &ScalarType, new: &ScalarType, changes: &mut Changes) {
    let (old, new) = (url(old), url(new));
    if old == new {
        return;
    }
    let show = |url: Option<&str>| url.map_or("none".to_owned(), |url| format!("`{url}`"));
    let message = format!("specification of scalar `{name}` changed from {} to {}", show(old), show(new));
    if old.is_none() {
        changes.safe(ChangeCode::SpecifiedByChanged, name, message);
    } else {
        changes.dangerous(ChangeCode::SpecifiedByChanged, name, message);
    }
}

fn url(scalar: &ScalarType) -> Option<&str> {
    scalar.directives.get("specifiedBy")?.specified_argument_by_name("url")?.as_str()
}

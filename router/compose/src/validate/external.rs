//! `@external`.

use super::Check;
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    field_set::fields_of,
    subgraph::federation::Known,
};

/// External fields are needed for something, and are on objects.
pub(super) fn check(check: &Check<'_>, report: &mut Report) {
    let federation = check.subgraph.federation();
    for ty in check.schema.types.values() {
        let Some((parent, fields)) = fields_of(check.schema, ty.name()) else { continue };
        for field in fields.values() {
            let coordinate = format!("{parent}.{}", field.name);
            let external = federation.get(Known::External, &field.directives);
            if let Some(external) = external.filter(|_| ty.is_interface()) {
                report.push(
                    Diagnostic::error(
                        Code::ExternalOnInterface,
                        format!("`@external` on the interface field `{coordinate}` has no meaning"),
                    )
                    .on(coordinate)
                    .at(check.subgraph.location(external.location(), "not on an interface")),
                );
            } else if check.facts.is_external(parent, &field.name) && !check.facts.is_used(parent, &field.name) {
                report.push(
                    Diagnostic::error(
                        Code::ExternalUnused,
                        format!(
                            "`{coordinate}` is @external in subgraph `{}`, where nothing needs it",
                            check.subgraph.name
                        ),
                    )
                    .on(coordinate)
                    .at(check
                        .subgraph
                        .location(field.name.location(), "needed by no key, @requires, @provides or interface"))
                    .help("remove the field, or its @external if this subgraph resolves it"),
                );
            }
        }
    }
}

/// Whether a selected field is another subgraph's. Of an interface's field it is enough that one implementation's is.
pub(super) fn is_external(check: &Check<'_>, parent: &str, field: &str) -> bool {
    check.facts.is_external(parent, field)
        || check.facts.objects_of(parent).any(|object| check.facts.is_external(object, field))
}

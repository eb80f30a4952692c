//! `@shareable`.

use apollo_compiler::schema::ExtendedType;

use super::Check;
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    subgraph::federation::Known,
};

/// Interfaces resolve nothing, so their fields cannot be shared.
pub(super) fn check(check: &Check<'_>, report: &mut Report) {
    for interface in check.schema.types.values().filter_map(ExtendedType::as_interface) {
        for field in interface.fields.values() {
            if let Some(shareable) = check.subgraph.federation().get(Known::Shareable, &field.directives) {
                let coordinate = format!("{}.{}", interface.name, field.name);
                report.push(
                    Diagnostic::error(
                        Code::InvalidShareableUsage,
                        format!("`@shareable` on the interface field `{coordinate}` has no meaning"),
                    )
                    .at(check.subgraph.location(shareable.location(), "not on an interface"))
                    .on(coordinate)
                    .help("put it on the fields of the implementing types"),
                );
            }
        }
    }
}

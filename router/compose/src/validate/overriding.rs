//! `@override` within one subgraph. What it means for the others is merging's part.

use apollo_compiler::schema::ExtendedType;

use super::Check;
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    subgraph::federation::Known,
};

/// Interfaces resolve nothing, so their fields cannot be overridden.
pub(super) fn check(check: &Check<'_>, report: &mut Report) {
    for interface in check.schema.types.values().filter_map(ExtendedType::as_interface) {
        for field in interface.fields.values() {
            if let Some(overriding) = check.subgraph.federation().get(Known::Override, &field.directives) {
                let coordinate = format!("{}.{}", interface.name, field.name);
                report.push(
                    Diagnostic::error(
                        Code::OverrideOnInterface,
                        format!("`@override` on the interface field `{coordinate}` has no meaning"),
                    )
                    .at(check.subgraph.location(overriding.location(), "not on an interface"))
                    .on(coordinate)
                    .help("put it on the fields of the implementing types"),
                );
            }
        }
    }
}

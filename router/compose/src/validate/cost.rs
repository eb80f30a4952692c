//! `@cost` within one subgraph. <https://ibm.github.io/graphql-specs/cost-spec.html>

use apollo_compiler::schema::ExtendedType;

use super::Check;
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    subgraph::federation::Known,
};

/// What a field of an interface costs follows from the fields that implement it.
pub(super) fn check(check: &Check<'_>, report: &mut Report) {
    let interfaces = check.schema.types.values().filter_map(ExtendedType::as_interface);
    for (interface, field) in interfaces.flat_map(|one| one.fields.values().map(move |field| (one, field))) {
        let Some(directive) = check.subgraph.federation().get(Known::Cost, &field.directives) else { continue };
        let coordinate = format!("{}.{}", interface.name, field.name);
        let message = format!("`@cost` cannot be on `{coordinate}`, which is an interface's");
        report.push(
            Diagnostic::error(Code::CostAppliedToInterfaceField, message)
                .on(coordinate)
                .at(check.subgraph.location(directive.location(), "not on an interface"))
                .help("put it on the fields that implement it"),
        );
    }
}

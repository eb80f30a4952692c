//! `@provides`.

use apollo_compiler::schema::ExtendedType;

use super::{
    Check,
    field_set::{FieldSet, Rules},
};
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    field_set::fields_of,
    subgraph::federation::Known,
};

const RULES: Rules = Rules {
    directive: "provides",
    not_text: Code::ProvidesInvalidFieldsType,
    invalid: Code::ProvidesInvalidFields,
    has_directive: Code::ProvidesDirectiveInFieldsArg,
    has_arguments: Some(Code::ProvidesFieldsHasArgs),
};

/// Provided fields exist in what the field returns, and are another subgraph's everywhere else.
pub(super) fn check(check: &Check<'_>, report: &mut Report) {
    // Federation 1 did not mind.
    let must_be_external = !check.subgraph.federation().is_first();
    for ty in check.schema.types.values() {
        let Some((parent, fields)) = fields_of(check.schema, ty.name()) else { continue };
        for field in fields.values() {
            for provides in check.subgraph.federation().all(Known::Provides, &field.directives) {
                let coordinate = format!("{parent}.{}", field.name);
                let fault = |code, message| {
                    Diagnostic::error(code, message)
                        .on(coordinate.clone())
                        .at(check.subgraph.location(provides.location(), "here"))
                };
                if ty.is_interface() {
                    let message = format!("`@provides` on the interface field `{coordinate}` has no meaning");
                    report.push(fault(Code::ProvidesUnsupportedOnInterface, message));
                }
                let base = field.ty.inner_named_type();
                if check.schema.types.get(base).is_none_or(ExtendedType::is_leaf) {
                    let message = format!("`{coordinate}` returns `{}`, in which nothing can be provided", field.ty);
                    report.push(fault(Code::ProvidesOnNonObjectField, message));
                    continue;
                }
                FieldSet::check(check, &RULES, provides, coordinate, base, report, &mut |set, selected, report| {
                    if must_be_external && selected.field.selection_set.is_empty() && !selected.external {
                        let what = format!(
                            "`{}.{}` is resolved by this subgraph everywhere",
                            selected.parent, selected.definition.name
                        );
                        report.push(
                            set.fault(Code::ProvidesFieldsMissingExternal, &what)
                                .help("mark it @external, or leave it out of the field set"),
                        );
                    }
                });
            }
        }
    }
}

//! `@requires`.

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
    directive: "requires",
    not_text: Code::RequiresInvalidFieldsType,
    invalid: Code::RequiresInvalidFields,
    has_directive: Code::RequiresDirectiveInFieldsArg,
    has_arguments: None,
};

/// Required fields exist and are another subgraph's.
pub(super) fn check(check: &Check<'_>, report: &mut Report) {
    // Federation 1 did not mind.
    let must_be_external = !check.subgraph.federation().is_first();
    for ty in check.schema.types.values() {
        let Some((parent, fields)) = fields_of(check.schema, ty.name()) else { continue };
        for field in fields.values() {
            for requires in check.subgraph.federation().all(Known::Requires, &field.directives) {
                let coordinate = format!("{parent}.{}", field.name);
                if ty.is_interface() {
                    let message = format!("`@requires` on the interface field `{coordinate}` has no meaning");
                    report.push(
                        Diagnostic::error(Code::RequiresUnsupportedOnInterface, message)
                            .on(coordinate.clone())
                            .at(check.subgraph.location(requires.location(), "not on an interface")),
                    );
                }
                FieldSet::check(check, &RULES, requires, coordinate, parent, report, &mut |set, selected, report| {
                    if must_be_external && selected.field.selection_set.is_empty() && !selected.external {
                        let what = format!(
                            "`{}.{}` is resolved by this subgraph itself",
                            selected.parent, selected.definition.name
                        );
                        report.push(
                            set.fault(Code::RequiresFieldsMissingExternal, &what)
                                .help("mark it @external, or leave it out of the field set"),
                        );
                    }
                });
            }
        }
    }
}

//! `@key`.

use apollo_compiler::schema::ExtendedType;

use super::{
    Check,
    field_set::{FieldSet, Rules},
};
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    subgraph::{federation::Known, link::Version},
};

const RULES: Rules = Rules {
    directive: "key",
    not_text: Code::KeyInvalidFieldsType,
    invalid: Code::KeyInvalidFields,
    has_directive: Code::KeyDirectiveInFieldsArg,
    has_arguments: Some(Code::KeyFieldsHasArgs),
};

/// Keys name fields that exist, take no arguments, and have values that can be compared.
pub(super) fn check(check: &Check<'_>, report: &mut Report) {
    let federation = check.subgraph.federation();
    for ty in check.schema.types.values() {
        for key in federation.all(Known::Key, ty.directives()) {
            if ty.is_interface() && federation.version() < Version::new(2, 3) {
                let message = format!("`@key` on the interface `{}` needs federation v2.3", ty.name());
                report.push(
                    Diagnostic::error(Code::KeyUnsupportedOnInterface, message)
                        .on(ty.name().to_string())
                        .at(check.subgraph.location(key.location(), "not on an interface")),
                );
                continue;
            }
            FieldSet::check(
                check,
                &RULES,
                key,
                ty.name().to_string(),
                ty.name(),
                report,
                &mut |set, selected, report| {
                    let base = check.schema.types.get(selected.definition.ty.inner_named_type());
                    let kind = match base {
                        Some(ExtendedType::Interface(_)) => "an interface",
                        Some(ExtendedType::Union(_)) => "a union",
                        _ => return,
                    };
                    let what = format!("`{}.{}` is {kind}", selected.parent, selected.definition.name);
                    report.push(set.fault(Code::KeyFieldsSelectInvalidType, &what));
                },
            );
        }
    }
}

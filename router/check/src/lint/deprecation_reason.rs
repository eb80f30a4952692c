//! What is deprecated says why.

use apollo_compiler::{ast::DirectiveList, schema::ExtendedType};

use super::{LintRule, Violation, subject::Subject};

pub(super) fn check(subject: &Subject, violations: &mut Vec<Violation>) {
    let mut hold = |directives: &DirectiveList, coordinate: String| {
        let Some(deprecated) = directives.get("deprecated") else { return };
        let reason = deprecated.specified_argument_by_name("reason").and_then(|reason| reason.as_str());
        if reason.is_none_or(|reason| reason.trim().is_empty() || reason == "No longer supported") {
            violations.push(Violation {
                rule: LintRule::DeprecationReason,
                message: format!("`{coordinate}` is deprecated without a reason"),
                help: "say what to use instead: `@deprecated(reason: \"…\")`".to_owned(),
                coordinate,
            });
        }
    };
    for (_, coordinate, field) in subject.fields() {
        for argument in &field.arguments {
            hold(&argument.directives, format!("{coordinate}({}:)", argument.name));
        }
        hold(&field.directives, coordinate);
    }
    for (coordinate, field) in subject.input_fields() {
        hold(&field.directives, coordinate);
    }
    for (name, ty) in subject.types() {
        if let ExtendedType::Enum(ty) = ty {
            for (value, definition) in &ty.values {
                hold(&definition.directives, format!("{name}.{value}"));
            }
        }
    }
}

//! A mutation returns a payload.

use super::{LintRule, Violation, config::MutationPayload, mutation_input::pascal, subject::Subject};

pub(super) fn check(subject: &Subject, config: &MutationPayload, violations: &mut Vec<Violation>) {
    for (coordinate, mutation) in subject.mutations() {
        let own = format!("{}{}", pascal(&mutation.name), config.suffix);
        let payload = mutation.ty.inner_named_type();
        let is_payload = if config.own { *payload == own.as_str() } else { payload.ends_with(&config.suffix) };
        let is_single = mutation.ty.is_named() && mutation.ty.is_non_null() != config.nullable;
        if is_payload && is_single {
            continue;
        }
        let name = if config.own || !is_payload { own.as_str() } else { payload.as_str() };
        let mark = if config.nullable { "" } else { "!" };
        violations.push(Violation {
            rule: LintRule::MutationPayload,
            message: format!("mutation `{coordinate}` returns `{}`", mutation.ty),
            help: format!("return a payload that can grow: `{name}{mark}`"),
            coordinate,
        });
    }
}

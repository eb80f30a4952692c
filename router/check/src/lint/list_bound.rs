//! A list has a bound.

use apollo_compiler::ast::InputValueDefinition;

use super::{LintRule, Violation, config::ListBound, subject::Subject};

pub(super) fn check(subject: &Subject, config: &ListBound, violations: &mut Vec<Violation>) {
    for (ty, coordinate, field) in subject.fields() {
        // As long as a list that the client gives, or as the client says.
        let bounds = |argument: &InputValueDefinition| {
            argument.ty.is_list() || config.arguments.iter().any(|known| argument.name == known.as_str())
        };
        let is_bounded = field.arguments.iter().any(|argument| bounds(argument));
        // Whatever a subgraph calls it: `@federation__listSize` without an import.
        let is_sized = field.directives.iter().any(|directive| directive.name.ends_with("listSize"));
        let is_excepted = config.except_types.iter().any(|pattern| matches(pattern, ty));
        if !field.ty.is_list() || is_bounded || is_sized || is_excepted {
            continue;
        }
        violations.push(Violation {
            rule: LintRule::ListBound,
            message: format!("nothing bounds the list `{coordinate}: {}`", field.ty),
            help: format!(
                "take one of the arguments `{}`, or say with `@listSize(assumedSize:)` how long it becomes",
                config.arguments.join("`, `")
            ),
            coordinate,
        });
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(end) => name.ends_with(end),
        None => name == pattern,
    }
}

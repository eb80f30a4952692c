//! A mutation takes one input of its own.

use super::{LintRule, Violation, config::MutationInput, subject::Subject};

pub(super) fn check(subject: &Subject, config: &MutationInput, violations: &mut Vec<Violation>) {
    for (coordinate, mutation) in subject.mutations() {
        let expected = format!("{}: {}{}!", config.argument, pascal(&mutation.name), config.suffix);
        let taken: Vec<_> =
            mutation.arguments.iter().map(|argument| format!("{}: {}", argument.name, argument.ty)).collect();
        if taken.is_empty() || taken == [expected.as_str()] {
            continue;
        }
        violations.push(Violation {
            rule: LintRule::MutationInput,
            message: format!("mutation `{coordinate}` takes `({})`", taken.join(", ")),
            help: format!("take one argument that can grow: `{expected}`"),
            coordinate,
        });
    }
}

/// `sendMessage` as a type is called.
pub(super) fn pascal(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

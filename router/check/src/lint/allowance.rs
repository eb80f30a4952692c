//! What is left alone by coordinate.

use federation_report::{Diagnostic, Location, Severity};
use serde_saphyr::Spanned;

use super::{LINT_ALLOWANCE_UNUSED, LintConfig, Violation, config::Allowance};

/// The violations that nobody allowed, and the allowances of nothing.
pub(super) fn allow(
    violations: Vec<Violation>,
    config: &LintConfig,
    config_file: &str,
) -> (Vec<Violation>, Vec<Diagnostic>) {
    let mut used = vec![false; config.allow.len()];
    let mut left = Vec::new();
    for violation in violations {
        let mut is_allowed = false;
        for (allowance, used) in config.allow.iter().zip(&mut used) {
            if allowance.value.covers(&violation) {
                (is_allowed, *used) = (true, true);
            }
        }
        if !is_allowed {
            left.push(violation);
        }
    }
    let unused = config.allow.iter().zip(used).filter(|(_, used)| !used);
    (left, unused.map(|(allowance, _)| nothing(allowance, config_file)).collect())
}

impl Allowance {
    fn covers(&self, violation: &Violation) -> bool {
        let found = match self.coordinate.strip_suffix(".*") {
            Some(ty) => violation.coordinate.strip_prefix(ty).is_some_and(|rest| rest.starts_with('.')),
            None => violation.coordinate == self.coordinate,
        };
        found && self.rule.0 == violation.rule
    }
}

fn nothing(allowance: &Spanned<Allowance>, config_file: &str) -> Diagnostic {
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX).max(1);
    let place = Location {
        subgraph: None,
        file: config_file.to_owned(),
        line: number(allowance.referenced.line()),
        column: number(allowance.referenced.column()),
        length: 1,
        label: String::new(),
    };
    let Allowance { rule, coordinate, .. } = &allowance.value;
    let message = format!("{} finds nothing at `{coordinate}` that could be allowed", rule.0.as_str());
    Diagnostic::new(LINT_ALLOWANCE_UNUSED, Severity::Warning, message).at([place]).help("remove the entry")
}

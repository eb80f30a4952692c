//! Rules about how a schema should be, beyond what GraphQL and federation ask for. Each is a file of its own, and each can be
//! switched and configured.

mod allowance;
mod config;
mod deprecation_reason;
mod join;
mod list_bound;
mod missing_description;
mod mutation_input;
mod mutation_payload;
mod naming;
mod nullable_crossing;
mod rule;
mod subject;

use federation_report::{Diagnostic, Severity};

pub use self::{config::LintConfig, rule::LintRule};

use self::{allowance::allow, config::Level, subject::Subject};
use crate::version::Version;

/// The code of an entry of `allow` that allows nothing.
pub const LINT_ALLOWANCE_UNUSED: &str = "LINT_ALLOWANCE_UNUSED";

/// What a rule found.
struct Violation {
    rule: LintRule,
    coordinate: String,
    message: String,
    help: String,
}

/// Holds the rules against a supergraph, or a schema that is none: then what is about several subgraphs is silent.
/// `config_file` is where the configuration is. The worst findings come first, then by coordinate.
pub fn lint(version: &Version, config: &LintConfig, config_file: &str) -> Vec<Diagnostic> {
    let subject = Subject::new(version.schema());
    let rules = &config.rules;
    let mut violations = Vec::new();
    for rule in LintRule::ALL {
        match rule {
            LintRule::Naming => naming::check(&subject, &rules.naming, &mut violations),
            LintRule::MutationInput => mutation_input::check(&subject, &rules.mutation_input, &mut violations),
            LintRule::MutationPayload => mutation_payload::check(&subject, &rules.mutation_payload, &mut violations),
            LintRule::ListBound => list_bound::check(&subject, &rules.list_bound, &mut violations),
            LintRule::MissingDescription => {
                missing_description::check(&subject, &rules.missing_description, &mut violations);
            }
            LintRule::DeprecationReason => deprecation_reason::check(&subject, &mut violations),
            LintRule::NullableCrossing => nullable_crossing::check(&subject, &rules.nullable_crossing, &mut violations),
        }
    }
    violations.retain(|violation| config.level(violation.rule) != Level::Off);
    let (violations, unused) = allow(violations, config, config_file);
    let mut findings: Vec<_> = violations.into_iter().map(|violation| finding(violation, version, config)).collect();
    findings.extend(unused);
    findings.sort_by(|a, b| (a.severity, &a.coordinate, a.code).cmp(&(b.severity, &b.coordinate, b.code)));
    findings
}

fn finding(violation: Violation, version: &Version, config: &LintConfig) -> Diagnostic {
    let severity = match config.level(violation.rule) {
        Level::Error => Severity::Error,
        Level::Warn | Level::Off => Severity::Warning,
    };
    let places = version.locate(&violation.coordinate);
    Diagnostic::new(violation.rule.as_str(), severity, violation.message)
        .at(places)
        .on(violation.coordinate)
        .help(violation.help)
}

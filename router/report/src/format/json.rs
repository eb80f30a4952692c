//! Findings as JSON.

use serde::Serialize;

use crate::Diagnostic;

#[derive(Serialize)]
struct Document<'d> {
    findings: &'d [Diagnostic],
}

/// `{"findings": […]}`: one object for each finding with `code`, `severity` (`error`, `warning`, `hint` or `note`),
/// `message`, `locations` (`file`, `line`, `column`, `length`, `label`, and `subgraph` if it is one's) and, where there is
/// one, `coordinate`, `help` and `tags`.
pub fn json(diagnostics: &[Diagnostic]) -> String {
    // Strings and numbers can always be written.
    let mut text = serde_json::to_string_pretty(&Document { findings: diagnostics }).unwrap_or_default();
    text.push('\n');
    text
}

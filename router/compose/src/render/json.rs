//! Diagnostics for programs.

use serde::Serialize;

use crate::Diagnostic;

#[derive(Serialize)]
struct Document<'d> {
    findings: &'d [Diagnostic],
}

/// `{"findings": […]}`: one object for each diagnostic with `code`, `severity` (`error` or `hint`), `message`,
/// `locations` (`subgraph`, `file`, `line`, `column`, `length`, `label`) and, where there is one, `coordinate` and `help`.
pub fn json(diagnostics: &[Diagnostic]) -> String {
    // Strings and numbers can always be written.
    serde_json::to_string_pretty(&Document { findings: diagnostics }).unwrap_or_default()
}

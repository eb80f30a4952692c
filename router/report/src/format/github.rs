//! Findings as GitHub's workflow commands, which become annotations of a pull request.
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use std::fmt::Write;

use super::count::count;
use crate::{Diagnostic, Severity};

/// How many more places than the first are named.
const PLACES: usize = 10;

/// One command for each finding, at its first location, and a line that counts them. A [`Severity::Note`] is a plain line:
/// GitHub shows ten annotations of a kind, and what is well should not take the place of what is not.
pub fn github(diagnostics: &[Diagnostic]) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "notice",
            Severity::Note => {
                // One line, so that no message can pass for a command.
                let _ = writeln!(text, "{}", diagnostic.to_string().replace(['\r', '\n'], " "));
                continue;
            }
        };
        let properties: Vec<_> =
            properties(diagnostic).into_iter().map(|(key, value)| format!("{key}={value}")).collect();
        let _ = writeln!(text, "::{command} {}::{}", properties.join(","), data(&message(diagnostic)));
    }
    let count = count(diagnostics);
    if !count.is_empty() {
        text.push_str(&count);
        text.push('\n');
    }
    text
}

fn properties(diagnostic: &Diagnostic) -> Vec<(&'static str, String)> {
    let mut properties = Vec::new();
    if let Some(location) = diagnostic.locations.first() {
        properties.push(("file", property(&location.file)));
        properties.push(("line", location.line.to_string()));
        properties.push(("endLine", location.line.to_string()));
        properties.push(("col", location.column.to_string()));
        properties.push(("endColumn", location.column.saturating_add(location.length).to_string()));
    }
    let title = match &diagnostic.coordinate {
        Some(coordinate) => format!("{} {coordinate}", diagnostic.code),
        None => diagnostic.code.to_owned(),
    };
    properties.push(("title", property(&title)));
    properties
}

/// What the annotation says: an annotation has one place, so the others are named in it.
fn message(diagnostic: &Diagnostic) -> String {
    let mut text = diagnostic.message.clone();
    for location in diagnostic.locations.iter().skip(1).take(PLACES) {
        let label = if location.label.is_empty() { "see" } else { &location.label };
        let _ = write!(text, "\n{label}: {}:{}:{}", location.file, location.line, location.column);
    }
    let more = diagnostic.locations.len().saturating_sub(1 + PLACES);
    if more > 0 {
        let _ = write!(text, "\nand {more} more places");
    }
    if let Some(help) = &diagnostic.help {
        let _ = write!(text, "\nhelp: {help}");
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

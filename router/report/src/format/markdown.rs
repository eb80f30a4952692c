//! Findings as a comment of a pull request.

use std::fmt::Write;

use super::count::count;
use crate::{Diagnostic, Location, Severity};

/// How large a table may become, in bytes: GitHub takes comments of 65,536 characters.
const LARGEST: usize = 60_000;

/// How many places of a finding are named.
const PLACES: usize = 5;

/// A heading that counts, and a table with a row for each finding, the worst first. Rows that a comment has no room for are
/// counted instead.
pub fn markdown(title: &str, diagnostics: &[Diagnostic]) -> String {
    let count = count(diagnostics);
    let mut text = format!("### {}: {}\n", cell(title), if count.is_empty() { "nothing found" } else { &count });
    if diagnostics.is_empty() {
        return text;
    }
    text.push_str("\n| | what | where |\n| --- | --- | --- |\n");
    let mut sorted: Vec<_> = diagnostics.iter().collect();
    sorted.sort_by_key(|diagnostic| diagnostic.severity);
    for (index, diagnostic) in sorted.iter().enumerate() {
        let row = row(diagnostic);
        if text.len() + row.len() > LARGEST {
            let _ = writeln!(text, "\n{} more are not shown here.", sorted.len() - index);
            break;
        }
        text.push_str(&row);
    }
    text
}

fn row(diagnostic: &Diagnostic) -> String {
    let sign = match diagnostic.severity {
        Severity::Error => "❌",
        Severity::Warning => "⚠️",
        Severity::Hint => "💡",
        Severity::Note => "✅",
    };
    let mut what = format!("**{}** {}", diagnostic.code, cell(&diagnostic.message));
    if let Some(help) = &diagnostic.help {
        let _ = write!(what, "<br>{}", cell(help));
    }
    let mut places: Vec<_> = diagnostic.locations.iter().take(PLACES).map(place).collect();
    let more = diagnostic.locations.len().saturating_sub(PLACES);
    if more > 0 {
        places.push(format!("and {more} more"));
    }
    format!("| {sign} | {what} | {} |\n", places.join("<br>"))
}

fn place(location: &Location) -> String {
    let place = format!("`{}:{}`", location.file.replace(['`', '|', '\n'], "_"), location.line);
    if location.label.is_empty() { place } else { format!("{place} {}", cell(&location.label)) }
}

/// Text in a cell: what would end the cell or be HTML is written so that it does not. Inside of backticks nothing but the
/// bar means anything, and everything else is shown as it is written.
fn cell(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    let mut code = false;
    for character in text.trim_end().chars() {
        match character {
            '`' => {
                code = !code;
                cell.push('`');
            }
            '|' => cell.push_str("\\|"),
            '\r' => {}
            '\n' => cell.push_str("<br>"),
            '<' if !code => cell.push_str("&lt;"),
            '&' if !code => cell.push_str("&amp;"),
            character if !code && "*_[]\\~#@".contains(character) => {
                cell.push('\\');
                cell.push(character);
            }
            character => cell.push(character),
        }
    }
    cell
}

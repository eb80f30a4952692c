//! How findings are told.

use std::io::{self, IsTerminal};

use clap::ValueEnum;
use federation_report::{
    Diagnostic, Source,
    format::{Tool, github, human, json, junit, markdown, sarif},
};

use super::{Failure, explain, path::Root, print, say};

/// For whom findings are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// With the lines that they are about, on standard error.
    Human,
    /// `{"findings": […]}`.
    Json,
    /// Annotations of a pull request, by GitHub's workflow commands.
    Github,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
    /// A report of tests.
    Junit,
    /// A comment of a pull request.
    Markdown,
}

/// Tells findings of the command `title`: to people on standard error, to programs on standard output, where there is a
/// document even if there are no findings. What is shown on a repository's pages names files from its root.
pub(super) fn tell(
    format: Format,
    title: &str,
    mut diagnostics: Vec<Diagnostic>,
    sources: &[Source],
) -> Result<(), Failure> {
    match format {
        Format::Human => {
            let text = human(&diagnostics, sources, io::stderr().is_terminal());
            if !text.is_empty() {
                say(text.trim_end());
            }
            return Ok(());
        }
        Format::Json => return print(&json(&diagnostics)),
        // Before files get other names: it shows lines of them.
        Format::Junit => return print(&junit(title, &diagnostics, sources)),
        Format::Github | Format::Sarif | Format::Markdown => {}
    }
    let root = Root::here();
    for location in diagnostics.iter_mut().flat_map(|diagnostic| &mut diagnostic.locations) {
        location.file = root.name(&location.file);
    }
    match format {
        Format::Github => print(&github(&diagnostics)),
        Format::Sarif => {
            print(&sarif(&diagnostics, Tool { version: env!("CARGO_PKG_VERSION"), explain: explain::meaning }))
        }
        _ => print(&markdown(title, &diagnostics)),
    }
}

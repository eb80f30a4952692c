//! How findings are told.

use std::{
    env,
    io::{self, IsTerminal},
    path::{Component, Path, PathBuf},
};

use clap::ValueEnum;
use federation_report::{
    Diagnostic, Source,
    format::{Tool, github, human, json, junit, markdown, sarif},
};

use super::{Failure, explain, print, say};

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

/// Where the process stands, and the repository around it.
struct Root {
    here: PathBuf,
    root: PathBuf,
}

impl Root {
    fn here() -> Self {
        let here = env::current_dir().unwrap_or_default();
        let root = here.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&here).to_owned();
        Self { here, root }
    }

    /// A file from the root; as it is if it is elsewhere.
    fn name(&self, file: &str) -> String {
        let path = plain(&self.here.join(file));
        match path.strip_prefix(&self.root) {
            Ok(inside) => inside.display().to_string(),
            Err(_) if Path::new(file).is_absolute() => file.to_owned(),
            Err(_) => path.display().to_string(),
        }
    }
}

/// Without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            component => plain.push(component),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_from_the_root_of_the_repository() {
        let root = Root { here: "/work/graph/tools".into(), root: "/work/graph".into() };
        for (file, name) in [
            ("a.graphql", "tools/a.graphql"),
            ("./a.graphql", "tools/a.graphql"),
            ("../schema/a.graphql", "schema/a.graphql"),
            ("/work/graph/schema/./a.graphql", "schema/a.graphql"),
            ("/elsewhere/a.graphql", "/elsewhere/a.graphql"),
            ("../../other/a.graphql", "/work/other/a.graphql"),
        ] {
            assert_eq!(root.name(file), name);
        }
    }
}

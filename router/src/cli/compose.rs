//! `router compose`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use federation_compose::{Composition, CompositionFailure, Diagnostic, SubgraphInput, compose};

use super::{
    Exit, Failure,
    findings::{Format, tell},
    print, say, supergraph_yaml,
    tree::Tree,
};
use crate::file;

/// What the supergraph's file is called.
const SUPERGRAPH: &str = "supergraph.graphql";
/// What the API schema's file is called.
const API: &str = "api.graphql";

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Which subgraphs: a file in the format of rover's supergraph.yaml.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Write nothing: fail if the files that are there are not what composition gives.
    #[arg(long)]
    check: bool,
    /// The folder for supergraph.graphql and api.graphql, or `-` to print the supergraph [default: that of the config]
    #[arg(long, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// How findings are told: to people, on standard error, or to programs, on standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// What to make of hints, which are about what is not wrong and may not be meant.
    #[arg(long, value_enum, default_value_t = Hints::Count)]
    hints: Hints,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Hints {
    /// Say how many there are.
    Count,
    /// Show them.
    Warn,
    /// Show them, and fail if there are any.
    Deny,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let prints = options.output.as_deref() == Some(Path::new("-"));
    if prints && options.check {
        return Err(Failure::usage("--check compares files, and --output - has none"));
    }
    if prints && options.format != Format::Human {
        return Err(Failure::usage("a --format for programs and --output - would both write to standard output"));
    }
    let subgraphs = supergraph_yaml::subgraphs(&Tree::Working, &options.config)?;
    let composition = match compose(&subgraphs) {
        Ok(composition) => composition,
        Err(CompositionFailure { mut errors, hints }) => {
            errors.extend(hints);
            tell_all(options, errors, &subgraphs)?;
            return Err(Failure::new(Exit::Composition, "the subgraphs do not compose"));
        }
    };
    match composition.hints.len() {
        many @ 1.. if options.hints == Hints::Count && options.format == Format::Human => {
            say(&format!("{many} {}: --hints warn shows them", if many == 1 { "hint" } else { "hints" }));
        }
        _ => tell_all(options, composition.hints.clone(), &subgraphs)?,
    }
    if options.hints == Hints::Deny && !composition.hints.is_empty() {
        return Err(Failure::new(Exit::Findings, "there are hints, and --hints deny allows none"));
    }
    if prints {
        return print(&composition.supergraph);
    }
    let beside = || options.config.parent().unwrap_or(Path::new("")).to_owned();
    let folder = options.output.clone().unwrap_or_else(beside);
    if options.check { check(&folder, &composition) } else { write(&folder, &composition) }
}

fn tell_all(options: &Options, diagnostics: Vec<Diagnostic>, subgraphs: &[SubgraphInput]) -> Result<(), Failure> {
    let diagnostics: Vec<_> = diagnostics.into_iter().map(Diagnostic::erase).collect();
    let sources: Vec<_> = subgraphs.iter().map(SubgraphInput::source).collect();
    tell(options.format, "router compose", diagnostics, &sources)
}

fn files(composition: &Composition) -> [(&'static str, &str); 2] {
    [(SUPERGRAPH, &composition.supergraph), (API, &composition.api)]
}

fn write(folder: &Path, composition: &Composition) -> Result<(), Failure> {
    for (name, content) in files(composition) {
        let path = folder.join(name);
        let written = file::replace(&path, content.as_bytes());
        let written = written.map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
        say(&format!("{} {}", path.display(), if written { "written" } else { "unchanged" }));
    }
    Ok(())
}

fn check(folder: &Path, composition: &Composition) -> Result<(), Failure> {
    let stale: Vec<_> = files(composition)
        .into_iter()
        .filter_map(|(name, fresh)| {
            let path = folder.join(name);
            let difference = match fs::read_to_string(&path) {
                Ok(present) => difference(&present, fresh)?,
                Err(error) => format!("  {error}"),
            };
            Some(format!("{} is stale\n{difference}", path.display()))
        })
        .collect();
    if stale.is_empty() {
        return Ok(());
    }
    let stale = stale.join("\n");
    Err(Failure::new(Exit::Findings, format!("{stale}\nrun `router compose` without --check to write what is fresh")))
}

/// The first line in which two texts differ, or none if they do not.
fn difference(present: &str, fresh: &str) -> Option<String> {
    if present == fresh {
        return None;
    }
    let (mut present, mut fresh) = (present.lines(), fresh.lines());
    let mut number = 0;
    loop {
        number += 1;
        return Some(match (present.next(), fresh.next()) {
            (Some(old), Some(new)) if old == new => continue,
            (None, None) => "  the ends of lines differ".to_owned(),
            (old, new) => {
                let line = |sign, line: Option<&str>| line.map(|line| format!("\n  {sign} {line}")).unwrap_or_default();
                format!("  from line {number}:{}{}", line('-', old), line('+', new))
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_shown() {
        assert_eq!(difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(difference("a\nb\n", "a\nc\n").unwrap(), "  from line 2:\n  - b\n  + c");
        assert_eq!(difference("a\n", "a\nc\n").unwrap(), "  from line 2:\n  + c");
        assert_eq!(difference("a\nc\n", "a\n").unwrap(), "  from line 2:\n  - c");
        assert_eq!(difference("a", "a\n").unwrap(), "  the ends of lines differ");
    }
}

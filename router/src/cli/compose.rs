//! `router compose`.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use clap::{Args, ValueEnum};
use federation_compose::{Composition, CompositionFailure, Diagnostic, SubgraphInput, compose};
use federation_plan::Supergraph;
use federation_report::{Location, Source};

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
/// The code of a file that is not what composition gives.
pub(super) const STALE_FILE: &str = "STALE_FILE";

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
    let began = Instant::now();
    let composition = match compose(&subgraphs) {
        Ok(composition) => composition,
        Err(CompositionFailure { errors, hints }) => {
            tell_all(options, errors.into_iter().chain(hints), vec![], &subgraphs)?;
            return Err(Failure::new(Exit::Composition, "the subgraphs do not compose"));
        }
    };
    check_nodes(&options.config, &composition)?;
    if options.format == Format::Human {
        let took = began.elapsed().as_secs_f64() * 1_000.0;
        say(&format!("composed {} subgraphs in {took:.1} ms", subgraphs.len()));
    }
    let beside = || options.config.parent().unwrap_or(Path::new("")).to_owned();
    let folder = options.output.clone().unwrap_or_else(beside);
    let stale: Vec<_> = match options.check {
        true => files(&composition).into_iter().filter_map(|(name, fresh)| stale(&folder.join(name), fresh)).collect(),
        false => vec![],
    };
    let is_stale = !stale.is_empty();
    let hints = told(options, &composition.hints);
    tell_all(options, hints.iter().cloned(), stale, &subgraphs)?;
    if options.hints == Hints::Deny && !composition.hints.is_empty() {
        return Err(Failure::new(Exit::Findings, "there are hints, and --hints deny allows none"));
    }
    if prints {
        return print(&composition.supergraph);
    }
    if is_stale {
        return Err(Failure::new(Exit::Findings, ""));
    }
    if options.check { Ok(()) } else { write(&folder, &composition) }
}

/// Every type of the virtual subgraph must be somebody's: otherwise every id of it would seem to exist.
fn check_nodes(config: &Path, composition: &Composition) -> Result<(), Failure> {
    let Ok(supergraph) = Supergraph::parse(&composition.supergraph) else { return Ok(()) };
    let unowned = supergraph.unowned_nodes().join("`, `");
    if unowned.is_empty() {
        return Ok(());
    }
    let wanted = "must implement `Node` and have `@key(fields: \"id\")` in one of the subgraphs";
    Err(Failure::new(Exit::Composition, format!("{}: node.prefixes: `{unowned}` {wanted}", config.display())))
}

/// The hints that are told: programs get all, people what they asked for.
fn told<'h>(options: &Options, hints: &'h [Diagnostic]) -> &'h [Diagnostic] {
    if options.hints != Hints::Count || options.format != Format::Human {
        return hints;
    }
    match hints.len() {
        0 => {}
        1 => say("1 hint: --hints warn shows it"),
        many => say(&format!("{many} hints: --hints warn shows them")),
    }
    &[]
}

fn tell_all(
    options: &Options,
    diagnostics: impl Iterator<Item = Diagnostic>,
    stale: Vec<Stale>,
    subgraphs: &[SubgraphInput],
) -> Result<(), Failure> {
    let (findings, files): (Vec<_>, Vec<_>) =
        stale.into_iter().map(|Stale { finding, file, text }| (finding, (file, text))).unzip();
    let findings = findings.into_iter().chain(diagnostics.map(Diagnostic::erase)).collect();
    let files = files.iter().map(|(file, text)| Source { file, text });
    let sources: Vec<_> = subgraphs.iter().map(SubgraphInput::source).chain(files).collect();
    tell(options.format, "router compose", findings, &sources)
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

/// A file that is not what composition gives.
struct Stale {
    finding: federation_report::Diagnostic,
    file: String,
    text: String,
}

fn stale(path: &Path, fresh: &str) -> Option<Stale> {
    let file = path.display().to_string();
    let finding = |message| federation_report::Diagnostic::error(STALE_FILE, message);
    let help = "`router compose` without --check writes what is fresh";
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            let finding = finding(format!("{file} is stale: {error}")).help(help);
            return Some(Stale { finding, file, text: String::new() });
        }
    };
    let (line, difference) = difference(&text, fresh)?;
    let length = text.lines().nth(line - 1).map_or(1, |line| line.chars().count().max(1));
    let place = Location { subgraph: None, file: file.clone(), line, column: 1, length, label: String::new() };
    let finding = finding(format!("{file} is stale")).at([place]).help(format!("{help}\n{difference}"));
    Some(Stale { finding, file, text })
}

/// The number of the first line in which two texts differ, and both of them; none if they do not.
fn difference(present: &str, fresh: &str) -> Option<(usize, String)> {
    if present == fresh {
        return None;
    }
    let (mut present, mut fresh) = (present.lines(), fresh.lines());
    let mut number = 0;
    loop {
        number += 1;
        let difference = match (present.next(), fresh.next()) {
            (Some(old), Some(new)) if old == new => continue,
            (None, None) => "the ends of lines differ".to_owned(),
            (old, new) => {
                let line = |sign, line: Option<&str>| line.map(|line| format!("{sign} {line}"));
                line('-', old).into_iter().chain(line('+', new)).collect::<Vec<_>>().join("\n")
            }
        };
        return Some((number, difference));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_shown() {
        assert_eq!(difference("a\nb\n", "a\nb\n"), None);
        for (present, fresh, line, shown) in [
            ("a\nb\n", "a\nc\n", 2, "- b\n+ c"),
            ("a\n", "a\nc\n", 2, "+ c"),
            ("a\nc\n", "a\n", 2, "- c"),
            ("a", "a\n", 2, "the ends of lines differ"),
        ] {
            assert_eq!(difference(present, fresh), Some((line, shown.to_owned())), "{present} {fresh}");
        }
    }
}

//! `router check`.

use std::path::{Path, PathBuf};

use chat_chassis::Ambient;
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use federation_check::{Approvals, Check, FailOn, OperationDocument, Version, check};
use federation_report::{Severity, Source};

use super::{
    Exit, Failure,
    findings::{Format, tell},
    operation_files, read, say, schema,
    tree::{Reference, Tree},
};

/// Where approvals are unless it is said: beside what is checked.
const APPROVALS: &str = "approvals.yaml";

#[derive(Debug, Args)]
pub(super) struct Options {
    /// What is to be: the subgraphs of a supergraph.yaml, composed.
    #[arg(long, value_name = "FILE", required_unless_present = "supergraph")]
    config: Option<PathBuf>,
    /// What is to be: a supergraph or an API schema, as a file.
    #[arg(long, value_name = "FILE", conflicts_with = "config")]
    supergraph: Option<PathBuf>,
    /// What is: `git:REVISION`, the same files as they were committed; or a supergraph or an API schema, as FILE or
    /// `git:REVISION:FILE`.
    #[arg(long, value_name = "WHAT")]
    against: Reference,
    /// What clients ask: files, folders or globs, e.g. 'schema/operations/**'. With it, a breaking change that no operation
    /// uses is a warning.
    #[arg(long, value_name = "GLOB", num_args = 1..)]
    operations: Vec<String>,
    /// The changes that were looked at and are wanted [default: approvals.yaml beside the config, if it is there]
    #[arg(long, value_name = "FILE")]
    approvals: Option<PathBuf>,
    /// From which changes on it fails.
    #[arg(long, value_enum, default_value_t = On::Breaking)]
    fail_on: On,
    /// The day by which approvals are judged [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<NaiveDate>,
    /// How findings are told: to people, on standard error, or to programs, on standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum On {
    Breaking,
    Dangerous,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let operations = operation_files::read(&options.operations)?;
    let (approvals_file, approvals) = approvals(options)?;
    let new = match (&options.config, &options.supergraph) {
        (Some(config), _) => schema::composed_here(config, options.format, "router check")?,
        (None, Some(supergraph)) => schema::written(&Tree::Working, supergraph)?,
        (None, None) => return Err(Failure::usage("--config or --supergraph is needed")),
    };
    let old = old(options)?;
    let request = Check {
        old: &old,
        new: &new,
        operations: (!options.operations.is_empty()).then_some(operations.as_slice()),
        approvals: approvals.as_ref(),
        approvals_file: &approvals_file.display().to_string(),
        today: options.today.map_or_else(today, Ok)?,
        fail_on: match options.fail_on {
            On::Breaking => FailOn::Breaking,
            On::Dangerous => FailOn::Dangerous,
        },
    };
    let findings = check(&request);
    let fails = findings.iter().any(|finding| finding.severity == Severity::Error);
    if findings.is_empty() && options.format == Format::Human {
        say("nothing changed");
    }
    tell(options.format, "router check", findings, &sources(&old, &new, &operations, approvals.as_ref()))?;
    if fails { Err(Failure::new(Exit::Findings, "")) } else { Ok(()) }
}

fn old(options: &Options) -> Result<Version, Failure> {
    let Reference::Revision(revision) = &options.against else { return schema::referenced(&options.against) };
    let commit = |path: &Path| Tree::commit(revision, path).map_err(Failure::usage);
    match (&options.config, &options.supergraph) {
        (Some(config), _) => schema::composed_in(&commit(config)?, config),
        (None, Some(supergraph)) => schema::written(&commit(supergraph)?, supergraph),
        (None, None) => schema::referenced(&options.against),
    }
}

fn approvals(options: &Options) -> Result<(PathBuf, Option<Approvals>), Failure> {
    let path = options.approvals.clone().unwrap_or_else(|| {
        let checked = options.config.as_ref().or(options.supergraph.as_ref());
        checked.and_then(|path| path.parent()).unwrap_or(Path::new("")).join(APPROVALS)
    });
    if options.approvals.is_none() && !path.exists() {
        return Ok((path, None));
    }
    let approvals = Approvals::parse(&path.display().to_string(), &read(&path)?);
    let approvals = approvals.map_err(|error| Failure::usage(error.to_string()))?;
    Ok((path, Some(approvals)))
}

fn today() -> Result<NaiveDate, Failure> {
    let now = Ambient::system().now().to_string();
    let day = now.split('T').next().unwrap_or_default();
    day.parse().map_err(|_| Failure::new(Exit::Bug, format!("the clock says {now}")))
}

fn sources<'s>(
    old: &'s Version,
    new: &'s Version,
    operations: &'s [OperationDocument],
    approvals: Option<&'s Approvals>,
) -> Vec<Source<'s>> {
    let operations = operations.iter().map(OperationDocument::source);
    new.sources().chain(old.sources()).chain(operations).chain(approvals.map(Approvals::source)).collect()
}

//! `router lint`.

use std::path::{Path, PathBuf};

use clap::Args;
use federation_check::{LintConfig, lint};
use federation_report::{Severity, Source};

use super::{
    Exit, Failure,
    findings::{Format, tell},
    read, say, schema, supergraph_yaml,
};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// What is looked at: the subgraphs of a supergraph.yaml, composed. Its section `lint` configures the rules.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// What is looked at instead: a supergraph as a file.
    #[arg(long, value_name = "FILE")]
    supergraph: Option<PathBuf>,
    /// Fail if there are warnings.
    #[arg(long)]
    deny_warnings: bool,
    /// How findings are told: to people, on standard error, or to programs, on standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let config: LintConfig = supergraph_yaml::lint(&options.config)?;
    let version = match &options.supergraph {
        Some(supergraph) => schema::supergraph(supergraph)?,
        None => schema::supergraph_here(&options.config, options.format, "router lint")?,
    };
    let file = options.config.display().to_string();
    let findings = lint(&version, &config, &file);
    let worst = if options.deny_warnings { Severity::Warning } else { Severity::Error };
    let fails = findings.iter().any(|finding| finding.severity <= worst);
    if findings.is_empty() && options.format == Format::Human {
        say("nothing found");
    }
    let text = read(Path::new(&file))?;
    let sources: Vec<_> = version.sources().chain([Source { file: &file, text: &text }]).collect();
    tell(options.format, "router lint", findings, &sources)?;
    if fails { Err(Failure::new(Exit::Findings, "")) } else { Ok(()) }
}

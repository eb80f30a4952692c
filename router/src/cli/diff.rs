//! `router diff`.

use clap::Args;
use federation_check::changes;
use federation_report::Severity;

use super::{
    Exit, Failure,
    findings::{Format, tell},
    say, schema,
    tree::Reference,
};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// What was: a supergraph or an API schema, as FILE or `git:REVISION:FILE`.
    #[arg(value_name = "OLD")]
    old: Reference,
    /// What is.
    #[arg(value_name = "NEW")]
    new: Reference,
    /// How changes are told: to people, on standard error, or to programs, on standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// Fails if a change is breaking.
pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let (old, new) = (schema::referenced(&options.old)?, schema::referenced(&options.new)?);
    let changes = changes(&old, &new);
    let fails = changes.iter().any(|change| change.severity == Severity::Error);
    if changes.is_empty() && options.format == Format::Human {
        say("nothing changed");
    }
    let sources: Vec<_> = new.sources().chain(old.sources()).collect();
    tell(options.format, "router diff", changes, &sources)?;
    if fails { Err(Failure::new(Exit::Findings, "")) } else { Ok(()) }
}

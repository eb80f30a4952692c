//! The command line: one file for each command.
//!
//! Exit codes: 0 all well; 1 there are findings; 2 the command or a configuration is wrong; 3 composition failed; 4 the
//! network; 70 a bug.

mod check;
mod completions;
mod compose;
mod config;
mod diff;
mod explain;
mod findings;
mod lint;
mod operation_files;
mod path;
mod plan;
mod schema;
mod serve;
mod supergraph_yaml;
mod tree;

use std::{
    fs, io,
    io::Write,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    process::ExitCode,
};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

/// The open federation router.
#[derive(Debug, Parser)]
#[command(name = "router", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve a supergraph over HTTP until told to stop.
    Serve(serve::Options),
    /// Compose subgraphs into a supergraph and an API schema, or check that those that are there are fresh.
    Compose(compose::Options),
    /// Compare what is to be served with what is, and fail if that breaks somebody.
    Check(check::Options),
    /// Tell what is different between two schemas: breaking, dangerous, safe.
    Diff(diff::Options),
    /// Look for what could be better in a graph: names, payloads, lists without bounds, fields that an outage takes away.
    Lint(lint::Options),
    /// Print what the code of a finding means.
    Explain(explain::Options),
    /// Print how an operation would be answered.
    Plan(plan::Options),
    /// About the configuration file of `serve`.
    Config(config::Options),
    /// Print a script that completes commands and flags in a shell.
    Completions(completions::Options),
}

/// How the process ends when it does not end well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Exit {
    /// What was looked at is not as it should be.
    Findings = 1,
    /// The command or a file that it names is wrong.
    Usage = 2,
    /// The subgraphs do not compose.
    Composition = 3,
    /// The network does not do what is needed.
    Network = 4,
    /// Our fault.
    Bug = 70,
}

/// Why the process does not end well.
#[derive(Debug)]
struct Failure {
    exit: Exit,
    /// For standard error; empty if everything has been said.
    message: String,
}

impl Failure {
    fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into() }
    }

    fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }
}

/// The whole `main` of the binary.
#[must_use]
pub fn main() -> ExitCode {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(Failure { exit, message })) => {
            if !message.is_empty() {
                say(&format!("router: {message}"));
            }
            ExitCode::from(exit as u8)
        }
        // The panic has printed itself.
        Err(_) => ExitCode::from(Exit::Bug as u8),
    }
}

fn run() -> Result<(), Failure> {
    // Wrong arguments end the process here, with 2.
    let matches = command().get_matches();
    let Cli { command } = Cli::from_arg_matches(&matches).map_err(|error| Failure::usage(error.to_string()))?;
    match command {
        Command::Serve(options) => serve::run(options),
        Command::Compose(options) => compose::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Diff(options) => diff::run(&options),
        Command::Lint(options) => lint::run(&options),
        Command::Explain(options) => explain::run(&options),
        Command::Plan(options) => plan::run(&options),
        Command::Config(options) => config::run(&options),
        Command::Completions(options) => completions::run(&options),
    }
}

/// Each flag of `serve` has an environment variable: `ROUTER_LISTEN` for `--listen`. The flag wins.
fn command() -> clap::Command {
    Cli::command().mut_subcommand("serve", |serve| {
        serve.mut_args(|arg| {
            let variable = format!("ROUTER_{}", arg.get_id().as_str().to_uppercase());
            arg.env(variable)
        })
    })
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}

/// Writes a result. That nobody reads any further (`router plan … | head`) is no failure.
fn print(text: &str) -> Result<(), Failure> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::usage(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Says something to whoever watches. If nobody can be told, there is nothing to be done about it.
fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed_and_serve_reads_the_environment() {
        let mut command = command();
        command.clone().debug_assert();
        let help = command.find_subcommand_mut("serve").unwrap().render_long_help().to_string();
        for variable in ["ROUTER_SUPERGRAPH", "ROUTER_LISTEN", "ROUTER_JWKS_URL", "ROUTER_ENVIRONMENT"] {
            assert!(help.contains(variable), "{variable}\n{help}");
        }
    }
}

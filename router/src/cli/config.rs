//! `router config`.

use clap::{Args, Subcommand};

use super::{Failure, print};
use crate::config::Config;

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the JSON Schema of the configuration file of `serve`, by which editors complete and check it.
    Schema,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    match options.command {
        Command::Schema => {
            // Strings, numbers and lists can always be written.
            let schema = serde_json::to_string_pretty(&schemars::schema_for!(Config)).unwrap_or_default();
            print(&format!("{schema}\n"))
        }
    }
}

//! `router completions`.

use clap::Args;
use clap_complete::Shell;

use super::{Failure, print};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// For which shell.
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut super::command(), "router", &mut script);
    print(&String::from_utf8_lossy(&script))
}

//! The process: `router <command>`.

use std::process::ExitCode;

fn main() -> ExitCode {
    router::cli::main()
}

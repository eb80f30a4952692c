//! The process: `router serve | compose | plan`.

use std::process::ExitCode;

fn main() -> ExitCode {
    router::cli::main()
}

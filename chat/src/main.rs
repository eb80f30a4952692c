//! The process: `chat`.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use chat::cli::Settings;
use chat_chassis::{process::BoxError, telemetry};
use clap::Parser;

fn main() -> ExitCode {
    let settings = Settings::parse();
    telemetry::start(&settings.log);
    match run(settings) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let message = telemetry::chain(error.as_ref());
            let _ = writeln!(io::stderr(), "chat: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(settings: Settings) -> Result<(), BoxError> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(chat::run(settings))
}

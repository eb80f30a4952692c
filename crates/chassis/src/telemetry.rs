//! Logs: pretty on a terminal, JSON lines otherwise.

use std::{
    error::Error,
    io::{self, IsTerminal},
};

use tracing_subscriber::{EnvFilter, fmt};

/// Starts logging to standard error. `filter` is a tracing filter such as `info` or `chat_users=debug`.
///
/// A second call in one process changes nothing: tests start several services.
pub fn start(filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = fmt().with_env_filter(filter).with_writer(io::stderr);
    let started = if io::stderr().is_terminal() {
        builder.compact().try_init()
    } else {
        builder.json().flatten_event(true).try_init()
    };
    drop(started);
}

/// An error and what it came from, on one line. A cause that its effect has printed already is not said twice.
#[must_use]
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

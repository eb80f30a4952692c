//! The command line of a subgraph.

use std::{ffi::OsString, io::Write, process::ExitCode};

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use tokio_util::sync::CancellationToken;

use super::{BoxError, Environment, Neighbours, Process, ProcessConfig, Subgraph, open};
use crate::{Ambient, Identity, serve, telemetry};

#[derive(Parser)]
struct Cli<C: Args> {
    #[command(subcommand)]
    command: Command<C>,
}

#[derive(Subcommand)]
enum Command<C: Args> {
    /// Serve GraphQL until told to stop.
    Serve {
        #[command(flatten)]
        process: ProcessConfig,
        #[command(flatten)]
        config: C,
    },
    /// Bring the database to the current schema, and end.
    Migrate {
        #[command(flatten)]
        config: C,
    },
    /// Print the SDL that is served.
    Schema,
    /// Print a passport for this subgraph that holds for a minute and names nobody: development only.
    Passport {
        #[command(flatten)]
        process: ProcessConfig,
    },
}

/// The whole `main` of a subgraph.
pub fn main<S: Subgraph>() -> ExitCode {
    match run::<S>() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let message = telemetry::chain(error.as_ref());
            let _ = writeln!(std::io::stderr(), "chat-{}: {message}", S::NAME);
            ExitCode::FAILURE
        }
    }
}

fn run<S: Subgraph>() -> Result<(), BoxError> {
    let matches = command::<S>().get_matches();
    let cli = Cli::<S::Config>::from_arg_matches(&matches)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match cli.command {
            Command::Serve { process, config } => serve_until_stopped::<S>(process, config).await,
            Command::Migrate { config } => S::migrate(config).await,
            Command::Schema => print(&S::schema()),
            Command::Passport { process } => {
                if process.environment == Environment::Production {
                    return Err("passports are printed in development only".into());
                }
                let process = Process::new(S::NAME, &process, Ambient::system())?;
                print(&format!("{}\n", process.passports.mint(S::NAME, &Identity::default())?))
            }
        }
    })
}

async fn serve_until_stopped<S: Subgraph>(config: ProcessConfig, own: S::Config) -> Result<(), BoxError> {
    telemetry::start(&config.log);
    let stop = CancellationToken::new();
    serve::stop_on_signals(&stop)?;
    // First of all, so that a port that is taken is known before anything is touched.
    let listener = serve::listen(config.listen).await?;
    let address = listener.local_addr()?;
    let app = open::<S>(&config, own, Ambient::system(), Neighbours::new()).await?;
    tracing::info!(service = S::NAME, %address, "ready");
    serve::serve(listener, app, stop).await?;
    tracing::info!(service = S::NAME, "stopped");
    Ok(())
}

/// The settings of a subgraph, as its own command line would have them: from `flags`, its environment variables, its
/// defaults.
pub fn settings<S: Subgraph>(
    flags: impl IntoIterator<Item = OsString>,
) -> Result<(ProcessConfig, S::Config), clap::Error> {
    let command_line = [format!("chat-{}", S::NAME).into(), "serve".into()].into_iter().chain(flags);
    let matches = command::<S>().try_get_matches_from(command_line)?;
    match Cli::<S::Config>::from_arg_matches(&matches)?.command {
        Command::Serve { process, config } => Ok((process, config)),
        _ => Err(clap::Error::new(clap::error::ErrorKind::InvalidSubcommand)),
    }
}

fn command<S: Subgraph>() -> clap::Command {
    let with_environment = |arg: clap::Arg| {
        let variable = format!("{}_{}", S::NAME, arg.get_id()).to_uppercase();
        let arg = match arg.get_id().as_str() {
            // The derive saw no default, so it asked for the flag.
            "listen" => arg.default_value(S::LISTEN).required(false),
            "trusted_services" => arg.default_values(S::SERVICES),
            _ => arg,
        };
        arg.env(variable)
    };
    Cli::<S::Config>::command()
        .name(format!("chat-{}", S::NAME))
        .version(env!("CARGO_PKG_VERSION"))
        .mut_subcommands(|subcommand| subcommand.mut_args(with_environment))
}

fn print(text: &str) -> Result<(), BoxError> {
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}

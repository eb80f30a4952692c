//! One `main` for every subgraph: `serve | migrate | schema | passport`, settings from flags and environment.
//!
//! Every flag has an environment variable: the service's name, an underscore and the flag in upper case with underscores,
//! such as `USERS_DATABASE_URL` for `--database-url` of users. The flag wins.

use std::{error::Error, fmt, future::Future, io::Write, net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};

use axum::Router;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use tokio_util::sync::CancellationToken;

use crate::{
    Ambient, Identity,
    identity::{Authenticator, Passports, keys::KeyFolder},
    serve, telemetry,
};

/// What a subgraph must say of itself to become a process.
pub trait Subgraph: Sized + Send {
    /// Its name: of the binary, of its passports' audience, and in front of its environment variables.
    const NAME: &'static str;
    /// Where it listens unless told otherwise.
    const LISTEN: &'static str;
    /// Which other services may call it on their own behalf unless told otherwise.
    const SERVICES: &'static [&'static str];
    /// Its own settings.
    type Config: Args + fmt::Debug + Clone + Send;

    /// The SDL that it serves.
    fn schema() -> String;
    /// Brings its database to the current schema.
    fn migrate(config: Self::Config) -> impl Future<Output = Result<(), BoxError>> + Send;
    /// Opens its database and is then ready to serve.
    fn start(config: Self::Config, process: Process) -> impl Future<Output = Result<Router, BoxError>> + Send;
}

/// Any error on the way up. Its chain is printed, and the process ends.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Where the process runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Environment {
    /// On a developer's machine: keys are made when missing, access tokens are taken, the database is migrated.
    Development,
    /// For real: none of these.
    Production,
}

/// The settings that every process has.
#[derive(Debug, Clone, Args)]
pub struct ProcessConfig {
    /// Where the process runs.
    #[arg(long, value_enum, default_value_t = Environment::Development)]
    pub environment: Environment,
    /// The address to listen on.
    #[arg(long)]
    pub listen: SocketAddr,
    /// The folder with this process's private keys and everyone's public ones.
    #[arg(long, default_value = "data/keys")]
    pub keys: PathBuf,
    /// Who may vouch for a signed-in user.
    #[arg(long, value_delimiter = ',', default_value = "router")]
    pub trusted_issuers: Vec<String>,
    /// Which services may also call on their own behalf.
    #[arg(long, value_delimiter = ',')]
    pub trusted_services: Vec<String>,
    /// What to log: a level, or a list such as `info,chat_users=debug`.
    #[arg(long, default_value = "info")]
    pub log: String,
}

/// What a running process has, whatever it does.
#[derive(Clone)]
pub struct Process {
    /// Where it runs.
    pub environment: Environment,
    /// Clock and randomness.
    pub ambient: Ambient,
    /// The key folder.
    pub keys: KeyFolder,
    /// Verifies callers.
    pub authenticator: Arc<Authenticator>,
    /// Mints passports for its own calls.
    pub passports: Arc<Passports>,
}

impl Process {
    /// Reads the keys of the service called `name`; in development, makes those that are missing.
    pub fn new(name: &'static str, config: &ProcessConfig, ambient: Ambient) -> Result<Self, BoxError> {
        let keys = KeyFolder::new(&config.keys);
        let mut issuers = config.trusted_issuers.clone();
        let development = config.environment == Environment::Development;
        if development {
            keys.make(name, &ambient)?;
            // So that `passport` works before there is a router.
            issuers.push(name.to_owned());
        }
        let mut authenticator = Authenticator::new(name, &keys, &issuers, &config.trusted_services, ambient.clone());
        if development {
            authenticator = authenticator.with_access_tokens(&keys);
        }
        let passports = Passports::new(name, keys.signing_key(name)?, ambient.clone());
        Ok(Self {
            environment: config.environment,
            ambient,
            keys,
            authenticator: Arc::new(authenticator),
            passports: Arc::new(passports),
        })
    }
}

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
    let process = Process::new(S::NAME, &config, Ambient::system())?;
    if process.environment == Environment::Development {
        S::migrate(own.clone()).await?;
    }
    let app = S::start(own, process).await?;
    tracing::info!(service = S::NAME, %address, "ready");
    serve::serve(listener, app, stop).await?;
    tracing::info!(service = S::NAME, "stopped");
    Ok(())
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

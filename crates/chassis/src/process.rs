//! One `main` for every subgraph: `serve | migrate | schema | passport`, settings from flags and environment.
//!
//! Every flag has an environment variable: the service's name, an underscore and the flag in upper case with underscores,
//! such as `USERS_DATABASE_URL` for `--database-url` of users. The flag wins.

mod command;

use std::{
    collections::BTreeMap, error::Error, fmt, future::Future, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration,
};

use axum::Router;
use clap::{Args, ValueEnum};
use http::Uri;

pub use self::command::{main, settings};
use crate::{
    Ambient,
    client::ServiceClient,
    identity::{Authenticator, Passports, keys::KeyFolder},
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
    /// How many there are of what it is named after: all users, or all channels, or all messages.
    fn count(config: Self::Config) -> impl Future<Output = Result<u64, BoxError>> + Send;
}

/// The subgraph `S` with these settings, ready to serve. In development, missing keys are made and its database is migrated
/// first. Those of its `neighbours` that it calls are called in this process.
pub async fn open<S: Subgraph>(
    config: &ProcessConfig,
    own: S::Config,
    ambient: Ambient,
    neighbours: Neighbours,
) -> Result<Router, BoxError> {
    let process = Process { neighbours, ..Process::new(S::NAME, config, ambient)? };
    if process.environment == Environment::Development {
        S::migrate(own.clone()).await?;
    }
    S::start(own, process).await
}

/// The routes of other services that are in this process, by name.
pub type Neighbours = BTreeMap<&'static str, Router>;

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
    /// The services in the same process that it calls.
    pub neighbours: Neighbours,
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
            neighbours: Neighbours::new(),
        })
    }

    /// Calls the service `audience`: in this process if it is there, else at `uri`. Each attempt may take `attempt`.
    #[must_use]
    pub fn client(&self, audience: &'static str, uri: Uri, attempt: Duration) -> ServiceClient {
        let (passports, ambient) = (self.passports.clone(), self.ambient.clone());
        match self.neighbours.get(audience) {
            Some(routes) => ServiceClient::in_process(audience, routes.clone(), attempt, passports, ambient),
            None => ServiceClient::new(audience, uri, attempt, passports, ambient),
        }
    }
}

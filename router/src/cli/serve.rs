//! `router serve`.

use std::{collections::HashMap, net::SocketAddr, path::PathBuf, sync::Arc};

use chat_chassis::{Ambient, identity::keys::KeyFolder, process::Environment, serve, telemetry};
use clap::Args;
use tokio_util::sync::CancellationToken;

use super::{Exit, Failure, read};
use crate::{
    Router, RouterConfig,
    config::Config,
    identity::{Authentication, ISSUER},
    transport::{Address, AddressError},
};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The supergraph's file, as `router compose` writes it.
    #[arg(long, value_name = "FILE")]
    supergraph: PathBuf,
    /// The address to listen on.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4000")]
    listen: SocketAddr,
    /// A configuration file: where subgraphs are, limits, and what else README.md says.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where the process runs. In production there is no /graphiql, introspection is off, and no keys are made.
    #[arg(long, value_enum, default_value_t = Environment::Development)]
    environment: Environment,
    /// The folder with the router's private key and the public keys of access tokens. With it the router verifies access
    /// tokens and gives each subgraph a passport; without it, it does neither.
    #[arg(long, value_name = "FOLDER")]
    keys: Option<PathBuf>,
    /// Where the public keys of access tokens are published; they are asked for each minute.
    #[arg(long, value_name = "URL", requires = "keys")]
    jwks_url: Option<String>,
    /// Where the last good answer of `--jwks-url` is kept [default: jwks.cache.json in the folder of the keys]
    #[arg(long, value_name = "FILE", requires = "jwks_url")]
    jwks_cache: Option<PathBuf>,
    /// What to log: a level, or a list such as `info,router=debug`.
    #[arg(long, default_value = "info")]
    log: String,
}

pub(super) fn run(options: Options) -> Result<(), Failure> {
    telemetry::start(&options.log);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(Exit::Bug, format!("cannot start threads: {error}")))?;
    runtime.block_on(serve_until_stopped(options))
}

async fn serve_until_stopped(options: Options) -> Result<(), Failure> {
    let stop = CancellationToken::new();
    let network = |error: String| Failure::new(Exit::Network, error);
    serve::stop_on_signals(&stop).map_err(|error| network(error.to_string()))?;
    let router = Arc::new(router(&options)?);
    let listener = serve::listen(options.listen).await.map_err(|error| network(error.to_string()))?;
    let address = listener.local_addr().map_err(|error| network(error.to_string()))?;

    let fresh = tokio::spawn({
        let (router, stop) = (router.clone(), stop.clone());
        async move { stop.run_until_cancelled(router.keep_fresh()).await }
    });
    tracing::info!(%address, "ready");
    let served = serve::serve(listener, router.routes(), stop.clone()).await;
    served.map_err(|error| network(error.to_string()))?;
    fresh.await.map_err(|error| Failure::new(Exit::Bug, error.to_string()))?;
    tracing::info!("stopped");
    Ok(())
}

fn router(options: &Options) -> Result<Router, Failure> {
    let ambient = Ambient::system();
    let config = match &options.config {
        Some(path) => {
            let config = Config::parse(&read(path)?);
            config.map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?
        }
        None => Config::default(),
    };
    let config = RouterConfig {
        supergraph: read(&options.supergraph)?,
        in_process: HashMap::new(),
        authentication: authentication(options, &ambient)?,
        config,
        environment: options.environment,
        sign_in_path: None,
        ambient,
    };
    Router::new(config).map_err(|error| Failure::usage(error.to_string()))
}

fn authentication(options: &Options, ambient: &Ambient) -> Result<Option<Authentication>, Failure> {
    let Some(folder) = &options.keys else { return Ok(None) };
    let keys = KeyFolder::new(folder);
    if options.environment == Environment::Development {
        keys.make(ISSUER, ambient).map_err(|error| Failure::usage(error.to_string()))?;
    }
    let authentication = Authentication::new(&keys, ambient.clone());
    let authentication = authentication.map_err(|error| Failure::usage(error.to_string()))?;
    let Some(url) = &options.jwks_url else { return Ok(Some(authentication)) };
    let url: Address =
        url.parse().map_err(|error: AddressError| Failure::usage(format!("--jwks-url {url}: {error}")))?;
    let cache = options.jwks_cache.clone().unwrap_or_else(|| folder.join("jwks.cache.json"));
    Ok(Some(authentication.with_jwks(url, cache)))
}

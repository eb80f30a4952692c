//! The whole system in one process, on SQLite files in one folder: what `cargo run` starts.
//!
//! It owns no data and no rule. It opens the three subgraphs as each would open itself ([`system`]), on the same files and
//! keys as their own binaries, fills an empty folder with a demo ([`seed`]), puts the router before them ([`front`]), and says
//! when everything answers ([`banner`]). Router and subgraphs call each other in the process; each also listens on its own port.
//!
//! It must never know how a subgraph does its work: no table, no domain type. Start reading at [`run`].

pub mod banner;
pub mod cli;
pub mod data;
pub mod front;
pub mod graphql;
pub mod seed;
pub mod system;

use std::{
    io::{self, Write},
    time::Instant,
};

use chat_chassis::{
    process::{BoxError, Environment},
    serve,
};
use tokio_util::sync::CancellationToken;

use self::{
    cli::{Seed, Settings},
    data::DataFolder,
    seed::DemoSession,
    system::{Listeners, Opening, System},
};

/// Runs the whole system until it is told to stop.
pub async fn run(settings: Settings) -> Result<(), BoxError> {
    let began = Instant::now();
    let seed = settings.seed()?;
    let stop = CancellationToken::new();
    serve::stop_on_signals(&stop)?;
    // First of all, so that a port that is taken is known before anything is touched.
    let listeners = Listeners::bind(&settings).await?;
    let data = DataFolder::open(&settings.data_dir)?;
    let system = tokio::select! {
        system = prepare(&settings, &data, seed) => system?,
        // Whatever was half done is done anew by the next start.
        () = stop.cancelled() => return Ok(()),
    };
    let demo = demo(&system, settings.environment).await;
    let front = front::open(&system, &data, settings.environment, demo.as_ref())?;
    let addresses = listeners.addresses()?;
    let serving = system.serve(front, listeners, stop);
    let banner = banner::Banner {
        system: &system,
        addresses,
        data: data.root(),
        signed_in: demo.map(|_| seed::PROTAGONIST),
        has_page: settings.environment == Environment::Development,
        took: began.elapsed(),
    };
    io::stdout().write_all(banner.to_string().as_bytes())?;
    serving.await?;
    tracing::info!("stopped");
    Ok(())
}

/// The system with its data, ready to serve.
async fn prepare(settings: &Settings, data: &DataFolder, seed: Seed) -> Result<System, BoxError> {
    data.discard_unfinished()?;
    if seed == Seed::Demo && !data.has_databases() {
        seed::run(data).await?;
    }
    let system = System::open(&Opening::real(data, settings.environment)).await?;
    system.check().await?;
    Ok(system)
}

/// The way into the demo, where the folder has it.
async fn demo(system: &System, environment: Environment) -> Option<DemoSession> {
    match environment {
        Environment::Development => DemoSession::begin(&system.users.routes).await.ok(),
        Environment::Production => None,
    }
}

//! The demo: people who have talked for a while, the same on every machine.
//!
//! It is made through the subgraphs' own GraphQL, by the people in it, on a stage whose clock and randomness are fixed: so
//! every id, sequence and instant is the same each time. `people.rs` and the files in `channels/` say what happens, `script.rs`
//! reads them, `play.rs` makes it happen.
//!
//! Whatever is random on the stage is known to everybody: keys made there are thrown away, and sessions begun there are ended.

mod people;
mod play;
mod script;
mod session;
mod stage;

use std::{collections::BTreeMap, time::Instant};

use axum::Router;
use chat_chassis::{Identity, Secret, process::Environment};
use serde_json::json;
use tracing::{instrument::WithSubscriber, subscriber::NoSubscriber};

pub use self::session::DemoSession;
use self::{script::ScriptError, stage::Stage};
use crate::{
    data::{DataError, DataFolder},
    graphql::{self, AskError},
    system::{OpenError, Opening, System},
};

/// The password of everybody in the demo.
pub const PASSWORD: &str = "chat-demo-password";
/// Who the demo is seen as, unless somebody else signs in.
pub const PROTAGONIST: &str = "alice";

/// The demo cannot be made. What there is of it is discarded by the next start.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The folder.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A subgraph does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// One of the files says something that makes no sense.
    #[error("the demo's script of {channel}: {error}")]
    Script {
        /// Of which channel.
        channel: &'static str,
        /// What.
        error: ScriptError,
    },
    /// A subgraph does not do what was asked.
    #[error("the demo: {what}: {error}")]
    Step {
        /// Who wanted what.
        what: String,
        /// The answer.
        error: AskError,
    },
}

/// Makes the demo in `data`, which has no databases yet.
pub async fn run(data: &DataFolder) -> Result<(), SeedError> {
    let began = Instant::now();
    tracing::info!("making the demo");
    let scripts = script::all()?;
    let scratch = data.begin_seeding()?;
    let stage = Stage::default();
    let ambient = |name| stage.ambient(name);
    let opening = Opening {
        data,
        keys: scratch.join("keys"),
        environment: Environment::Development,
        // Nobody waits for anybody here, and nobody is too fast: chance must not get a word in.
        flags: BTreeMap::from([("messages", &["--channels-timeout-ms", "60000", "--sends-per-second", "0"][..])]),
        ambient: &ambient,
    };
    // A thousand requests in two seconds are no news.
    let made = async {
        let system = System::open(&opening).await?;
        play::run(&system, &stage, &scripts).await
    };
    made.with_subscriber(NoSubscriber::new()).await?;
    data.end_seeding()?;
    tracing::info!(ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX), "made the demo");
    Ok(())
}

/// Signs `username` of the demo in at users, whose routes these are. The access token holds for ten minutes.
pub async fn sign_in(users: &Router, username: &str) -> Result<Secret<String>, AskError> {
    let query =
        "mutation ($input: LogInInput!) { logIn(input: $input) { credentials { accessToken } errors { code } } }";
    let input = json!({ "input": { "login": username, "password": PASSWORD } });
    let payload = graphql::ask(users, Identity::default(), "logIn", query, input).await?;
    let token = payload["credentials"]["accessToken"].as_str().ok_or(AskError::Answer)?;
    Ok(Secret::new(token.to_owned()))
}

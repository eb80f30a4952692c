//! The channels subgraph: it owns channels, who is in them, and what a viewer may do there.
//!
//! It must never know what a message is, nor what a user is beyond an id and the nickname last heard. Others ask it
//! through GraphQL alone; messages asks `membershipVerdicts` before it lets anybody read or write.
//!
//! Start reading at [`graphql`], where a request enters; [`domain`] decides, [`store`] keeps.

pub mod config;
pub mod domain;
pub mod graphql;
pub mod http;
pub mod store;

use std::time::Duration;

use axum::Router;
use chat_bus::feed;
use chat_channels_migrations::Migrator;
use chat_chassis::process::{BoxError, Process, Subgraph};
use chat_nicknames::Nicknames;
use chat_store::Database;

pub use config::Config;
pub use store::Store;

/// How long a question to users may take.
const USERS_ATTEMPT: Duration = Duration::from_millis(150);

/// The subgraph as a process.
pub struct Channels;

impl Subgraph for Channels {
    const NAME: &'static str = "channels";
    const LISTEN: &'static str = "127.0.0.1:4002";
    const SERVICES: &'static [&'static str] = &["messages"];
    type Config = Config;

    fn schema() -> String {
        graphql::sdl()
    }

    async fn migrate(config: Config) -> Result<(), BoxError> {
        Ok(Database::migrate::<Migrator>(config.database_url.reveal()).await?)
    }

    async fn start(config: Config, process: Process) -> Result<Router, BoxError> {
        let database = Database::connect(config.database_url.reveal()).await?;
        let users = process.client("users", config.users_url.parse()?, USERS_ATTEMPT);
        let users = Nicknames::follow(users, database.clone(), process.ambient.clone());
        let store = Store::new(database);
        let events = feed::open(store.log().clone(), &process).await?;
        Ok(users.beside(http::router(store, process).merge(events)))
    }
    async fn count(config: Config) -> Result<u64, BoxError> {
        let database = Database::connect(config.database_url.reveal()).await?;
        let count = Store::new(database.clone()).count().await?;
        database.close().await?;
        Ok(count)
    }
}

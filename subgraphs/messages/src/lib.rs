//! The messages subgraph: it owns messages, their order, and how far each viewer has read.
//!
//! It must never know what a user is beyond an id and the nickname last heard, nor decide who may read or write: that it
//! asks the [`authority`], once per request. What it was told it remembers ([`standings`]), and while the authority cannot be
//! asked, that may still grant, and never refuses.
//!
//! Start reading at [`graphql`], where a request enters; [`domain`] decides, [`store`] keeps.

pub mod authority;
pub mod channels;
pub mod config;
pub mod domain;
pub mod graphql;
pub mod http;
mod memory;
pub mod standings;
pub mod store;

use std::{sync::Arc, time::Duration};

use axum::Router;
use chat_chassis::process::{BoxError, Process, Subgraph};
use chat_messages_migrations::Migrator;
use chat_nicknames::Nicknames;
use chat_store::Database;

pub use channels::Channels;
pub use config::Config;
pub use standings::Standings;
pub use store::Store;

use self::{authority::AUTHORITY, graphql::SendLimit};

/// The subgraph as a process.
pub struct Messages;

impl Subgraph for Messages {
    const NAME: &'static str = "messages";
    const LISTEN: &'static str = "127.0.0.1:4003";
    const SERVICES: &'static [&'static str] = &["channels", "users"];
    type Config = Config;

    fn schema() -> String {
        graphql::sdl()
    }

    async fn migrate(config: Config) -> Result<(), BoxError> {
        Ok(Database::migrate::<Migrator>(config.database_url.reveal()).await?)
    }

    async fn start(config: Config, process: Process) -> Result<Router, BoxError> {
        let database = Database::connect(config.database_url.reveal()).await?;
        let attempt = Duration::from_millis(config.channels_timeout_ms);
        let channels = process.client(AUTHORITY, config.channels_url.parse()?, attempt);
        let users = process.client("users", config.users_url.parse()?, attempt);
        let users = Nicknames::follow(users, database.clone(), process.ambient.clone());
        let store = Store::new(database);
        let authority = Arc::new(Channels::new(channels));
        let standings = Standings::new(authority, store.clone(), config.patience(), process.ambient.clone());
        let standings = Arc::new(standings);
        tokio::spawn(Standings::keep_writing(Arc::downgrade(&standings)));
        let limit = SendLimit::per_second(config.sends_per_second);
        Ok(users.beside(http::router(store, standings, limit, process)))
    }
    async fn count(config: Config) -> Result<u64, BoxError> {
        let database = Database::connect(config.database_url.reveal()).await?;
        let count = Store::new(database.clone()).count().await?;
        database.close().await?;
        Ok(count)
    }
}

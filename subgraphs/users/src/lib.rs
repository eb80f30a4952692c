//! The users subgraph: it owns accounts, sessions and credentials, and is the only one that holds any credential.
//!
//! It must never know what a channel or a message is. Others know a user by id, and verify the access tokens made here
//! offline, with the keys published at `/.well-known/jwks.json`.
//!
//! Start reading at [`graphql`], where a request enters; [`domain`] decides, [`store`] keeps. [`passwords`] hashes,
//! [`tokens`] signs, [`logins`] counts.

pub mod config;
pub mod domain;
pub mod graphql;
pub mod http;
pub mod logins;
pub mod passwords;
pub mod store;
pub mod tokens;

use axum::Router;
use chat_bus::feed;
use chat_chassis::{
    identity::access,
    process::{BoxError, Environment, Process, Subgraph},
};
use chat_store::Database;
use chat_users_migrations::Migrator;

pub use config::Config;
pub use store::Store;

use graphql::Given;
use logins::LoginLimit;
use passwords::{Cost, Passwords};
use tokens::Tokens;

/// The subgraph as a process.
pub struct Users;

impl Subgraph for Users {
    const NAME: &'static str = "users";
    const LISTEN: &'static str = "127.0.0.1:4001";
    const SERVICES: &'static [&'static str] = &["channels", "messages"];
    type Config = Config;

    fn schema() -> String {
        graphql::sdl()
    }

    async fn migrate(config: Config) -> Result<(), BoxError> {
        Ok(Database::migrate::<Migrator>(config.database_url.reveal()).await?)
    }

    async fn start(config: Config, process: Process) -> Result<Router, BoxError> {
        if process.environment == Environment::Development {
            process.keys.make(access::KEY_NAME, &process.ambient)?;
        }
        // Before the database: a missing key is the likelier mistake, and cheaper to notice.
        let tokens = Tokens::new(process.keys.signing_keys(access::KEY_NAME)?, process.ambient.clone())?;
        let passwords = Passwords::new(Cost::STANDARD, process.ambient.clone())?;
        let database = Database::connect(config.database_url.reveal()).await?;
        let store = Store::new(database);
        let events = feed::open(store.log().clone(), &process).await?;
        let given = Given {
            store,
            passwords,
            tokens,
            logins: LoginLimit::per_minute(config.logins_per_minute),
            ambient: process.ambient.clone(),
        };
        Ok(http::router(given, process).merge(events))
    }
    async fn count(config: Config) -> Result<u64, BoxError> {
        let database = Database::connect(config.database_url.reveal()).await?;
        let count = Store::new(database.clone()).count().await?;
        database.close().await?;
        Ok(count)
    }
}

//! The schema: what a request may ask, and which loaders it gets.
//!
//! A read goes from [`query`] or `reference` to an object, and from there through the loaders of the request to the
//! store. A write goes through one file of [`mutation`]. Who may read whom is decided where a read enters, by
//! [`crate::domain::may_read_users`] and [`crate::domain::own`]; what an object leads to needs no second look.

mod credentials;
mod error;
mod loader;
pub mod mutation;
mod previous_username;
pub mod query;
mod reference;
mod role;
mod session;
mod user;
mod viewer;

use async_graphql::{EmptySubscription, MergedObject, Request, Schema, SchemaBuilder};
use chat_chassis::Ambient;
use chat_graph::contract;
use http::{HeaderMap, header::USER_AGENT};

pub use session::Session;
pub use user::User;

use self::loader::Loaders;
use crate::{Store, domain, logins::LoginLimit, passwords::Passwords, tokens::Tokens};

/// Everything that can be asked.
#[derive(Default, MergedObject)]
#[graphql(name = "Query")]
pub struct Query(query::Roots, reference::References);

/// The schema, over nothing yet.
pub type UsersSchema = Schema<Query, mutation::Mutation, EmptySubscription>;

chat_graph::node!(User, Session);

/// What resolvers are given, beside the loaders of their request.
pub struct Given {
    /// The database.
    pub store: Store,
    /// Hashes passwords.
    pub passwords: Passwords,
    /// Makes tokens.
    pub tokens: Tokens,
    /// Counts logins.
    pub logins: LoginLimit,
    /// Clock and randomness.
    pub ambient: Ambient,
}

/// What the client calls itself, as far as it is kept.
pub(crate) struct UserAgent(Option<String>);

/// The schema over what it is given. In production it does not explain itself.
pub fn schema(given: Given, production: bool) -> UsersSchema {
    let Given { store, passwords, tokens, logins, ambient } = given;
    contract::finish(bare().data(store).data(passwords).data(tokens).data(logins).data(ambient), production)
}

/// The SDL of the schema.
pub fn sdl() -> String {
    contract::sdl(&contract::finish(bare(), false))
}

/// Gives a request its loaders, and tells it what the client calls itself.
pub fn prepare(request: Request, headers: &HeaderMap, store: &Store) -> Request {
    let user_agent =
        headers.get(USER_AGENT).and_then(|header| domain::user_agent(&String::from_utf8_lossy(header.as_bytes())));
    request.data(Loaders::new(store)).data(UserAgent(user_agent))
}

fn bare() -> SchemaBuilder<Query, mutation::Mutation, EmptySubscription> {
    Schema::build(Query::default(), mutation::Mutation::default(), EmptySubscription).register_output_type::<Node>()
}

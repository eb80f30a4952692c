//! The schema: what a request may ask, and which loaders it gets.
//!
//! A read goes from [`query`] or `reference` to an object, and from there through the loaders of the request to the
//! store and to the standings. A write goes through one file of [`mutation`].
//!
//! Architecture invariant: a [`Message`] or a readable [`Channel`] is only made by `visible` or out of one that was.

mod channel;
mod edit;
mod error;
mod input;
mod loader;
mod message;
pub mod mutation;
pub mod query;
mod read_state;
mod reference;
mod user;
mod viewer;
mod visible;

use std::sync::Arc;

use async_graphql::{EmptySubscription, MergedObject, Request, Schema, SchemaBuilder};
use chat_chassis::{Ambient, Identity};
use chat_graph::contract;

pub use channel::Channel;
pub use message::Message;
pub use mutation::SendLimit;

use self::loader::Loaders;
use crate::{Store, standings::Standings};

/// The root `Query`.
#[derive(Default, MergedObject)]
#[graphql(name = "Query")]
pub struct Query(query::Roots, reference::References);

/// The schema, over nothing yet.
pub type MessagesSchema = Schema<Query, mutation::Mutation, EmptySubscription>;

chat_graph::node!(Message);

/// The schema over `store`. In production it does not explain itself.
pub fn schema(store: Store, ambient: Ambient, limit: SendLimit, production: bool) -> MessagesSchema {
    contract::finish(bare().data(store).data(ambient).data(limit), production)
}

/// The SDL of the schema.
pub fn sdl() -> String {
    contract::sdl(&contract::finish(bare(), false))
}

/// Gives a request of `identity` its loaders.
pub fn prepare(request: Request, identity: &Identity, store: &Store, standings: &Arc<Standings>) -> Request {
    request.data(Loaders::new(store, standings, identity.viewer.as_ref()))
}

fn bare() -> SchemaBuilder<Query, mutation::Mutation, EmptySubscription> {
    Schema::build(Query::default(), mutation::Mutation::default(), EmptySubscription).register_output_type::<Node>()
}

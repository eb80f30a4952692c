//! The schema: what a request may ask, and which loaders it gets.
//!
//! A read goes from [`query`] or `reference` to an object, and from there through the loaders of the request to the
//! store. A write goes through one file of [`mutation`].

mod channel;
mod error;
mod input;
mod loader;
mod membership;
pub mod mutation;
mod names;
pub mod query;
mod reference;
mod user;
mod verdict;
mod viewer;

use async_graphql::{EmptySubscription, MergedObject, Request, Schema};
use chat_chassis::{Ambient, Identity};
use chat_graph::contract;

pub use channel::Channel;
pub use membership::Membership;

use self::loader::Loaders;
use crate::Store;

/// The root `Query`.
#[derive(Default, MergedObject)]
#[graphql(name = "Query")]
pub struct Query(query::Roots, reference::References);

/// The schema, over nothing yet.
pub type ChannelsSchema = Schema<Query, mutation::Mutation, EmptySubscription>;

chat_graph::node!(Channel, Membership);

/// The schema over `store`. In production it does not explain itself.
pub fn schema(store: Store, ambient: Ambient, production: bool) -> ChannelsSchema {
    contract::finish(bare().data(store).data(ambient), production)
}

/// The SDL of the schema.
pub fn sdl() -> String {
    contract::sdl(&contract::finish(bare(), false))
}

/// Gives a request of `identity` its loaders.
pub fn prepare(request: Request, identity: &Identity, store: &Store) -> Request {
    request.data(Loaders::new(store, identity.viewer.as_ref().map(|viewer| viewer.user)))
}

fn bare() -> async_graphql::SchemaBuilder<Query, mutation::Mutation, EmptySubscription> {
    Schema::build(Query::default(), mutation::Mutation::default(), EmptySubscription).register_output_type::<Node>()
}

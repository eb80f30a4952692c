//! A request from its first fetch to the bytes of its response.
//!
//! [`execute`] waits, [`State`] knows: fetches are sent as soon as those that they depend on are done, all on the request's own
//! task. Stages are for mutations: one after another.

mod answer;
mod response;
mod state;

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use apollo_compiler::response::JsonMap;
use bytes::Bytes;
use futures_util::{StreamExt, future::BoxFuture, stream::FuturesUnordered};
use state::State;

use crate::{FetchError, Program, Subgraphs};

/// What a request brings along.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The operation's variables, coerced.
    pub variables: &'a JsonMap,
    /// The values of `__schema` and `__type` fields by their keys in the response, if the operation has such.
    pub introspection: Option<&'a JsonMap>,
}

/// The answer to the client.
#[derive(Debug, Clone)]
pub struct Response {
    /// The JSON of a GraphQL response: `data`, and `errors` if there are any.
    pub body: Bytes,
    /// Whether `data` is not null.
    pub has_data: bool,
    /// How many errors it has.
    pub errors: usize,
    /// How many requests were sent to subgraphs.
    pub fetches: usize,
}

/// Runs a program once. Never fails: what goes wrong is an error in the response.
pub async fn execute(program: &Program, inputs: &Inputs<'_>, subgraphs: &impl Subgraphs) -> Response {
    let mut state = State::new(program, inputs);
    let mut in_flight = FuturesUnordered::new();
    for stage in 0..program.stages.len() {
        state.begin(stage);
        loop {
            for outgoing in state.outgoing.drain(..) {
                let future = subgraphs.fetch(outgoing.request);
                in_flight.push(InFlight { fetch: outgoing.fetch, first: outgoing.first, future });
            }
            let Some((fetch, first, answer)) = in_flight.next().await else { break };
            state.answered(fetch, first, answer);
        }
        if state.is_over(stage) {
            break;
        }
    }
    state.respond()
}

/// A request that waits for its answer.
struct InFlight<'a> {
    fetch: u32,
    first: usize,
    future: BoxFuture<'a, Result<Bytes, FetchError>>,
}

impl Future for InFlight<'_> {
    type Output = (u32, usize, Result<Bytes, FetchError>);

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(self.future.as_mut().poll(context));
        Poll::Ready((self.fetch, self.first, answer))
    }
}

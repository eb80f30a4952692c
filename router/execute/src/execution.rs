//! A request from its first fetch to the bytes of its response.
//!
//! [`execute`] waits, [`State`] knows: fetches are sent as soon as those that they depend on are done, all on the request's own
//! task. Stages are for mutations: one after another.

mod answer;
mod in_flight;
mod response;
mod state;

use apollo_compiler::response::JsonMap;
use bytes::Bytes;
use in_flight::InFlight;
use state::State;

use crate::{Program, Subgraphs};

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
    let mut in_flight = InFlight::default();
    for stage in 0..program.stages.len() {
        state.begin(stage);
        loop {
            for outgoing in state.outgoing.drain(..) {
                in_flight.send(subgraphs, outgoing);
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

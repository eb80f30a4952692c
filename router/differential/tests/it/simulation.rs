//! The subgraphs, as execution sees them.

use std::{
    cell::RefCell,
    pin::Pin,
    sync::Mutex,
    task::{Context, Poll, Waker},
};

use apollo_compiler::{
    ExecutableDocument,
    resolvers::Execution,
    response::{JsonMap, JsonValue},
};
use bytes::Bytes;
use federation_execute::{BoxFuture, FetchError, SubgraphRequest, Subgraphs};
use federation_plan::Labels;

use crate::{
    law::Fault,
    resolve::Asked,
    world::{World, hash},
};

/// Answers from a world, and notes what it should not have been asked.
pub struct Simulation<'a> {
    world: &'a World<'a>,
    labels: &'a Labels,
    fault: Fault,
    /// Decides which answer comes first.
    seed: u64,
    noted: Mutex<Noted>,
}

/// What was noted.
#[derive(Default)]
pub struct Noted {
    pub violations: Vec<String>,
    pub mutations: Vec<String>,
    /// Who was asked what.
    pub requests: Vec<String>,
}

impl<'a> Simulation<'a> {
    pub fn new(world: &'a World<'a>, labels: &'a Labels, fault: Fault, seed: u64) -> Self {
        Self { world, labels, fault, seed, noted: Mutex::default() }
    }

    pub fn noted(self) -> Noted {
        self.noted.into_inner().unwrap()
    }

    fn answer(&self, request: &SubgraphRequest) -> Result<Bytes, String> {
        let number = usize::from(request.subgraph.0);
        let subgraph = &self.world.graph.subgraphs[number];
        let body: JsonMap = serde_json::from_slice(&request.body).map_err(|error| error.to_string())?;
        let query = body.get("query").and_then(JsonValue::as_str).unwrap_or_default();
        self.noted.lock().unwrap().requests.push(format!(
            "{}: {}",
            subgraph.name,
            String::from_utf8_lossy(&request.body)
        ));
        let document = ExecutableDocument::parse_and_validate(&subgraph.schema, query, "query.graphql")
            .map_err(|error| format!("{} cannot be asked {query}\n{}", subgraph.name, error.errors))?;
        let name = body.get("operationName").and_then(JsonValue::as_str);
        let operation = document.operations.get(name).map_err(|error| error.message().to_string())?;
        let empty = JsonMap::new();
        let variables = body.get("variables").and_then(JsonValue::as_object).unwrap_or(&empty);
        let asked = Asked {
            world: self.world,
            labels: self.labels,
            fault: self.fault,
            number,
            subgraph,
            violations: RefCell::default(),
            mutations: RefCell::default(),
        };
        let response = Execution::new(&subgraph.schema, &document)
            .operation(operation)
            .raw_variable_values(variables)
            .execute_sync(&asked.root(operation.object_type()))
            .map_err(|error| format!("{} cannot be asked {query}: {}", subgraph.name, error.message()))?;
        let mut noted = self.noted.lock().unwrap();
        noted.violations.extend(asked.violations.take());
        noted.mutations.extend(asked.mutations.take());
        serde_json::to_vec(&response).map(Bytes::from).map_err(|error| error.to_string())
    }
}

impl Subgraphs for Simulation<'_> {
    fn fetch(&self, request: SubgraphRequest) -> BoxFuture<'_, Result<Bytes, FetchError>> {
        let turns = hash(&(self.seed, request.fetch.0)) % 4;
        Box::pin(async move {
            later(turns).await;
            let answer = self.answer(&request).map_err(|message| {
                self.noted.lock().unwrap().violations.push(message.clone());
                FetchError { code: "REFUSED", message, retryable: false }
            })?;
            match self.fault {
                Fault::Down { subgraph } if usize::from(request.subgraph.0) == subgraph => {
                    let message = "it is down".to_owned();
                    Err(FetchError { code: "SUBGRAPH_UNAVAILABLE", message, retryable: true })
                }
                Fault::Cut { fetch } if request.fetch.0 == fetch => {
                    let length = hash(&(self.seed, answer.len())) as usize % answer.len();
                    Ok(answer.slice(..length))
                }
                _ => Ok(answer),
            }
        })
    }
}

/// Lets others go first, as often as it says.
async fn later(turns: u64) {
    let mut left = turns;
    std::future::poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Waits for a future that waits for nothing but other parts of itself.
pub fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut future: Pin<Box<dyn Future<Output = T>>> = Box::pin(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

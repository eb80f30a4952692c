//! A request on one screen: parse → validate → plan → coerce variables → execute → respond.
//!
//! The first three depend on nothing but the document, so what comes of them is kept ([`Operations`]).

mod document;
mod fetcher;
mod introspection;
mod labels;
mod operation;
mod operations;
mod record;
mod refusal;
mod schema;
mod variables;

use std::time::Duration;

use apollo_compiler::response::JsonMap;
use bytes::Bytes;
use chat_chassis::Identity;
use federation_execute::{Inputs, execute};
use federation_plan::OperationType;
use http::HeaderMap;
use tokio::time::Instant;

use self::fetcher::Fetcher;
pub use self::{
    labels::Switches,
    operation::Operation,
    operations::Operations,
    record::{PlanSource, Record},
    refusal::{Code, Refusal},
    schema::Schema,
};
use crate::Router;

/// How long a query or a mutation may take in all, however long the client would wait.
const QUERY: Duration = Duration::from_secs(4);
const MUTATION: Duration = Duration::from_secs(5);
/// Fetches end with the deadline; so much later at most the answer is written.
const WRITE: Duration = Duration::from_millis(250);

/// What a client asks.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The GraphQL document.
    pub document: String,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// Values of its variables, as they came.
    pub variables: JsonMap,
}

/// On whose behalf, and until when.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who, if the router authenticates.
    pub identity: Option<Identity>,
    /// What every subgraph gets.
    pub headers: HeaderMap,
    /// When the request came.
    pub began: Instant,
    /// How long the client says that it waits.
    pub patience: Option<Duration>,
    /// Whether the request may change anything: a GET may not.
    pub may_write: bool,
}

impl Router {
    /// Answers one request. What is learned on the way goes to `record`.
    pub(crate) async fn answer(
        &self,
        request: Request,
        caller: &Caller,
        record: &mut Record,
    ) -> Result<Bytes, Refusal> {
        let Request { document, operation_name, variables } = request;
        let labels = self.switches.draw(&self.ambient);
        // Planning is bounded by work; this bounds the wait for others' plans.
        let planned =
            tokio::time::timeout_at(caller.deadline(QUERY), self.operations.find(document, operation_name, labels));
        let (planned, source) = planned.await.map_err(|_| Refusal::timeout())?;
        record.plan = Some(source);
        let operation = planned.map_err(|refusal| Refusal::clone(&refusal))?;
        record.operation = Some(operation.clone());

        operation.may_run(caller.may_write)?;
        let schema = self.operations.schema();
        let variables = operation.coerce(schema, &variables)?;
        let introspection = operation.introspect(schema, &variables)?;

        let deadline = caller.deadline(if operation.kind() == OperationType::Query { QUERY } else { MUTATION });
        let fetcher = Fetcher::new(&self.endpoints, self.authentication.as_ref(), caller, deadline);
        let inputs = Inputs { variables: &variables, introspection: introspection.as_deref() };
        let executed = tokio::time::timeout_at(deadline + WRITE, execute(operation.program(), &inputs, &fetcher)).await;
        record.subgraphs = fetcher.asked();
        let response = executed.map_err(|_| Refusal::timeout())?;
        record.fetches = response.fetches;
        record.errors = response.errors;
        Ok(response.body)
    }
}

impl Caller {
    /// When nobody waits any longer: the client's word can only shorten `longest`.
    fn deadline(&self, longest: Duration) -> Instant {
        self.began + self.patience.map_or(longest, |patience| patience.min(longest))
    }
}

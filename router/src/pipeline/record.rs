//! What the log says of one request: a line.

use std::{fmt, sync::Arc, time::Duration};

use federation_plan::OperationType;
use http::StatusCode;

use super::Operation;

/// How much of an operation's name is logged.
const MAX_NAME: usize = 64;

/// What became known of a request. Never what it said or was answered, who sent it, or with which values.
#[derive(Default)]
pub struct Record {
    /// The operation, once it is planned.
    pub operation: Option<Arc<Operation>>,
    /// Where its plan came from.
    pub plan: Option<PlanSource>,
    /// How many requests were sent to subgraphs.
    pub fetches: usize,
    /// To which.
    pub subgraphs: Vec<String>,
    /// How many errors the response has.
    pub errors: usize,
}

/// Where a plan came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanSource {
    /// It was made for this request.
    Made,
    /// It was there already.
    Kept,
}

impl fmt::Display for PlanSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Made => "miss",
            Self::Kept => "hit",
        })
    }
}

impl Record {
    /// Writes the line, such as `12ms query Timeline 200 plan=hit fetches=3 subgraphs=books,reviews errors=0 req=…`.
    pub fn log(&self, took: Duration, status: StatusCode, request_id: &str) {
        let kind = self.operation.as_ref().map_or("-", |operation| match operation.kind() {
            OperationType::Query => "query",
            OperationType::Mutation => "mutation",
            OperationType::Subscription => "subscription",
        });
        let name = self.operation.as_ref().and_then(|operation| operation.name()).unwrap_or("-");
        // GraphQL names are ASCII and may be as long as a request.
        let name = name.get(..MAX_NAME).unwrap_or(name);
        let plan = self.plan.map_or_else(|| "-".to_owned(), |plan| plan.to_string());
        tracing::info!(
            plan = %plan,
            fetches = self.fetches,
            subgraphs = %self.subgraphs.join(","),
            errors = self.errors,
            req = %request_id,
            "{}ms {kind} {name} {}",
            took.as_millis(),
            status.as_u16(),
        );
    }
}

//! What execution wants of a transport.

use std::pin::Pin;

use bytes::Bytes;
use federation_plan::{FetchId, OperationType, SubgraphId};

/// A future on the heap, as every crate of futures calls it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends requests to subgraphs. Whoever implements it sets deadlines and limits the size of answers.
pub trait Subgraphs: Sync {
    /// Sends one request and gives the whole body of its answer, whatever it is: nothing in it is trusted.
    fn fetch(&self, request: SubgraphRequest) -> BoxFuture<'_, Result<Bytes, FetchError>>;
}

/// One request to a subgraph.
#[derive(Debug, Clone)]
pub struct SubgraphRequest {
    /// Whom to ask.
    pub subgraph: SubgraphId,
    /// Which fetch of the plan it is. One with very many entities is several requests.
    pub fetch: FetchId,
    /// What the document is. A mutation must not be sent twice.
    pub kind: OperationType,
    /// The JSON of a GraphQL request: `query`, `operationName`, `variables`.
    pub body: Bytes,
}

/// There is no answer. The error in the response says the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FetchError {
    /// `extensions.code`, such as `SUBGRAPH_UNAVAILABLE` or `TIMEOUT`.
    pub code: &'static str,
    /// For the client: what failed, without addresses.
    pub message: String,
    /// `extensions.retryable`: whether the same operation may do better soon.
    pub retryable: bool,
}

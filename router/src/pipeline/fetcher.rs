//! The subgraphs, as one operation reaches them: with its caller's identity, headers and deadline.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use federation_execute::{FetchError, SubgraphRequest, Subgraphs};
use federation_plan::{OperationType, SubgraphId};
use http::header;
use tokio::time::Instant;

use super::Caller;
use crate::{
    identity::Authentication,
    transport::{BoxFuture, Call, Endpoint, Failure},
};

/// Fetches for one operation.
pub(super) struct Fetcher<'a> {
    endpoints: &'a [Endpoint],
    authentication: Option<&'a Authentication>,
    caller: &'a Caller,
    deadline: Instant,
    asked: Mutex<Vec<SubgraphId>>,
}

impl<'a> Fetcher<'a> {
    /// `endpoints` are in the order of the supergraph's subgraphs.
    pub(super) fn new(
        endpoints: &'a [Endpoint],
        authentication: Option<&'a Authentication>,
        caller: &'a Caller,
        deadline: Instant,
    ) -> Self {
        Self { endpoints, authentication, caller, deadline, asked: Mutex::default() }
    }

    /// The names of the subgraphs that were asked, each once, in the supergraph's order.
    pub(super) fn asked(&self) -> Vec<String> {
        let mut asked = std::mem::take(&mut *self.asked.lock().unwrap_or_else(PoisonError::into_inner));
        asked.sort_unstable();
        asked.dedup();
        asked.into_iter().filter_map(|id| Some(self.endpoint(id)?.name().to_owned())).collect()
    }

    fn endpoint(&self, subgraph: SubgraphId) -> Option<&'a Endpoint> {
        self.endpoints.get(usize::from(subgraph.0))
    }

    async fn call(&self, endpoint: &Endpoint, request: SubgraphRequest) -> Option<Call> {
        let mut call = Call {
            body: request.body,
            headers: self.caller.headers.clone(),
            identity: None,
            deadline: self.deadline,
            is_query: request.kind == OperationType::Query,
        };
        if let (Some(authentication), Some(identity)) = (self.authentication, &self.caller.identity) {
            if endpoint.is_in_process() {
                call.identity = Some(identity.clone());
            } else {
                let passport = authentication.passport(endpoint.name(), identity).await?;
                call.headers.insert(header::AUTHORIZATION, passport);
            }
        }
        Some(call)
    }
}

impl Subgraphs for Fetcher<'_> {
    fn fetch(&self, request: SubgraphRequest) -> BoxFuture<'_, Result<Bytes, FetchError>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(request.subgraph);
        Box::pin(async {
            let bug = || FetchError { code: "INTERNAL", message: "internal error".to_owned(), retryable: false };
            let endpoint = self.endpoint(request.subgraph).ok_or_else(bug)?;
            let call = self.call(endpoint, request).await.ok_or_else(bug)?;
            endpoint.call(&call).await.map_err(|failure| failed(endpoint, &failure, call.is_query))
        })
    }
}

/// What a client reads of a failure: which subgraph and what happened, never where it is.
fn failed(endpoint: &Endpoint, failure: &Failure, is_query: bool) -> FetchError {
    FetchError {
        code: failure.code(),
        message: format!("{} {failure}", endpoint.name()),
        retryable: failure.is_retryable(is_query),
    }
}

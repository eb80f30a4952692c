//! A transport without subgraphs.

use std::sync::Mutex;

use bytes::Bytes;
use federation_execute::{BoxFuture, FetchError, Inputs, Response, SubgraphRequest, Subgraphs, execute};
use federation_plan::Plan;
use serde_json::Value as Json;

use super::build::compile;

type Answer = dyn Fn(&Json, usize) -> Result<Bytes, FetchError> + Send + Sync;

/// Answers what it was told to answer, and remembers what it was asked.
pub struct FakeSubgraphs {
    answer: Box<Answer>,
    /// For each fetch how many others may be faster.
    delays: Vec<usize>,
    asked: Mutex<Vec<(usize, Json)>>,
}

impl FakeSubgraphs {
    /// Each fetch has one answer, whatever it asks.
    pub fn answering(answers: &[&str]) -> Self {
        let answers: Vec<_> = answers.iter().map(|answer| Bytes::from((*answer).to_owned())).collect();
        Self::asked_by(move |_, fetch| Ok(answers[fetch].clone()))
    }

    /// The answer is made from the request and the number of the fetch.
    pub fn asked_by(answer: impl Fn(&Json, usize) -> Result<Bytes, FetchError> + Send + Sync + 'static) -> Self {
        Self { answer: Box::new(answer), delays: Vec::new(), asked: Mutex::default() }
    }

    /// Fetches answer in the order of these numbers.
    pub fn delayed(self, delays: &[usize]) -> Self {
        Self { delays: delays.to_vec(), ..self }
    }

    /// The requests so far: the number of the fetch, and the body.
    pub fn asked(&self) -> Vec<(usize, Json)> {
        self.asked.lock().unwrap().clone()
    }

    /// The variables of the only request that this fetch made.
    pub fn variables(&self, fetch: usize) -> Json {
        let asked = self.asked();
        let mut mine = asked.iter().filter(|(number, _)| *number == fetch);
        let (_, body) = mine.next().expect("a request");
        assert!(mine.next().is_none(), "only one request");
        body["variables"].clone()
    }

    pub async fn execute(&self, plan: &Plan, variables: Json) -> (Json, Response) {
        let variables = serde_json::from_value(variables).expect("an object");
        let response = execute(&compile(plan), &Inputs { variables: &variables, introspection: None }, self).await;
        let json: Json = serde_json::from_slice(&response.body).expect("JSON");
        assert_eq!(response.has_data, !json["data"].is_null());
        assert_eq!(response.errors, json["errors"].as_array().map_or(0, Vec::len));
        (json, response)
    }
}

impl Subgraphs for FakeSubgraphs {
    fn fetch(&self, request: SubgraphRequest) -> BoxFuture<'_, Result<Bytes, FetchError>> {
        Box::pin(async move {
            let fetch = request.fetch.0 as usize;
            let body: Json = serde_json::from_slice(&request.body).expect("JSON");
            for _ in 0..self.delays.get(fetch).map_or(0, |delay| delay * 10) {
                tokio::task::yield_now().await;
            }
            self.asked.lock().unwrap().push((fetch, body.clone()));
            (self.answer)(&body, fetch)
        })
    }
}

/// What a subgraph that cannot be reached does.
pub fn unavailable(name: &str) -> FetchError {
    let message = format!("{name} cannot be reached");
    FetchError { code: "SUBGRAPH_UNAVAILABLE", message, retryable: true }
}

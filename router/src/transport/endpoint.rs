//! One subgraph's endpoint: its transport, and the rules by which it is called.
//!
//! * Time: 250 ms to connect, 1.5 s for an attempt, 2.5 s in all, and never longer than the caller still waits. A mutation
//!   has one attempt, which may take the 2.5 s.
//! * Repeats: at most two, after 25–250 ms (full jitter), and for at most a fifth of the calls plus ten a second. A query
//!   after a connection that could not be made or that broke, or after a gateway's error; a mutation only if not one byte
//!   of it was sent.
//! * The breaker answers at once while the subgraph is down.
//! * A bounded number of requests is under way; more wait for half a second.

use std::time::Duration;

use bytes::Bytes;
use chat_chassis::{Ambient, Identity, deadline, telemetry};
use http::{HeaderMap, HeaderValue, Method, Request, Uri, header};
use tokio::{sync::Semaphore, time::Instant};
use tower::retry::budget::{Budget, TpsBudget};

use super::{
    Address, Failure, InProcess, Transport, answer,
    breaker::{Breaker, Change},
};
use crate::{config::Limits, http::media_type::JSON};

/// How long one attempt of a query may take.
const ATTEMPT: Duration = Duration::from_millis(1_500);
/// How long all of it may take.
const IN_ALL: Duration = deadline::SUBGRAPH;
/// How long to wait until fewer requests are under way.
const QUEUE: Duration = Duration::from_millis(500);
/// How often a call is repeated at most.
const REPEATS: u32 = 2;
/// The bounds of the pause before a repeat, in milliseconds.
const PAUSE_MILLIS: (u64, u64) = (25, 250);
/// Repeats are at most this share of the calls of the last ten seconds …
const REPEATED_SHARE: f32 = 0.2;
/// … plus so many each second.
const REPEATED_PER_SECOND: u32 = 10;
const BUDGET_WINDOW: Duration = Duration::from_secs(10);
const ACCEPT: &str = "application/graphql-response+json, application/json";

/// Calls one subgraph.
pub struct Endpoint {
    name: String,
    uri: Uri,
    transport: Box<dyn Transport>,
    is_in_process: bool,
    breaker: Breaker,
    budget: TpsBudget,
    permits: Semaphore,
    max_answer_bytes: usize,
    ambient: Ambient,
}

/// What is sent to a subgraph, and how it may be sent.
#[derive(Debug, Clone)]
pub struct Call {
    /// The request's body.
    pub body: Bytes,
    /// What goes along: beside these, the endpoint sets the content type, what it accepts, and the time that is left.
    pub headers: HeaderMap,
    /// Who calls, for a subgraph in this process.
    pub identity: Option<Identity>,
    /// Nobody waits for the answer any longer than until then.
    pub deadline: Instant,
    /// It changes nothing, so that it may be sent twice.
    pub is_query: bool,
}

impl Endpoint {
    /// The endpoint of the subgraph called `name`, at `address`.
    #[must_use]
    pub fn at(name: &str, address: Address, limits: &Limits, ambient: Ambient) -> Self {
        let is_in_process = matches!(address, Address::Node(_));
        let (uri, transport) = address.open();
        Self { is_in_process, ..Self::new(name, uri, transport, limits, ambient) }
    }

    /// The subgraph called `name` in this process, which answers at `/graphql`.
    #[must_use]
    pub fn in_process(name: &str, routes: axum::Router, limits: &Limits, ambient: Ambient) -> Self {
        let uri = Uri::from_static("/graphql");
        let endpoint = Self::new(name, uri, Box::new(InProcess::new(routes)), limits, ambient);
        Self { is_in_process: true, ..endpoint }
    }

    fn new(name: &str, uri: Uri, transport: Box<dyn Transport>, limits: &Limits, ambient: Ambient) -> Self {
        Self {
            name: name.to_owned(),
            uri,
            transport,
            is_in_process: false,
            breaker: Breaker::default(),
            budget: TpsBudget::new(BUDGET_WINDOW, REPEATED_PER_SECOND, REPEATED_SHARE),
            permits: Semaphore::new(limits.requests_per_subgraph.get()),
            max_answer_bytes: limits.answer_bytes.get(),
            ambient,
        }
    }

    /// The subgraph's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether what is sent to it stays in this process.
    #[must_use]
    pub fn is_in_process(&self) -> bool {
        self.is_in_process
    }

    /// Whether it answered lately, as far as is known.
    #[must_use]
    pub fn is_well(&self) -> bool {
        self.breaker.is_closed()
    }

    /// Sends `call` and returns the body of the answer, which may still be anything.
    pub async fn call(&self, call: &Call) -> Result<Bytes, Failure> {
        let deadline = call.deadline.min(Instant::now() + IN_ALL);
        self.budget.deposit();
        let mut repeats = 0;
        loop {
            let failure = match self.attempt(call, deadline).await {
                Ok(body) => return Ok(body),
                Err(failure) => failure,
            };
            let resumes = Instant::now() + self.pause();
            let may = failure.may_be_repeated(call.is_query) && repeats < REPEATS && resumes < deadline;
            if !may || !self.budget.withdraw() {
                self.log(&failure);
                return Err(failure);
            }
            repeats += 1;
            tokio::time::sleep_until(resumes).await;
        }
    }

    async fn attempt(&self, call: &Call, deadline: Instant) -> Result<Bytes, Failure> {
        let pass = self.breaker.enter(Instant::now()).ok_or(Failure::Open)?;
        let now = Instant::now();
        let permit = tokio::time::timeout_at(deadline.min(now + QUEUE), self.permits.acquire()).await;
        let _permit = permit.ok().and_then(Result::ok).ok_or(Failure::Busy)?;

        let now = Instant::now();
        let longest = now + if call.is_query { ATTEMPT } else { IN_ALL };
        let end = deadline.min(longest);
        let exchanged = tokio::time::timeout_at(end, self.exchange(call, end - now)).await;
        // A mutation's attempt is as long as the whole call, which began a moment before.
        let had_its_time = end - now >= ATTEMPT;
        let outcome = exchanged.unwrap_or(Err(Failure::Timeout { had_its_time }));
        match &outcome {
            // Whoever hurries learns nothing about the subgraph.
            Err(Failure::Timeout { had_its_time: false } | Failure::Request(_)) => drop(pass),
            outcome => {
                let is_fault = outcome.as_ref().is_err_and(Failure::is_fault);
                self.log_change(pass.count(is_fault, Instant::now()));
            }
        }
        outcome
    }

    async fn exchange(&self, call: &Call, time: Duration) -> Result<Bytes, Failure> {
        let request = self.request(call, time).map_err(|error| Failure::Request(error.into()))?;
        let response = self.transport.send(request).await?;
        answer::read(response, self.max_answer_bytes).await
    }

    fn request(&self, call: &Call, time: Duration) -> Result<Request<Bytes>, http::Error> {
        let mut request = Request::builder().method(Method::POST).uri(self.uri.clone()).body(call.body.clone())?;
        let headers = request.headers_mut();
        headers.clone_from(&call.headers);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
        headers.insert(header::ACCEPT, HeaderValue::from_static(ACCEPT));
        let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        headers.insert(deadline::HEADER, HeaderValue::from(millis));
        if let Some(identity) = &call.identity {
            request.extensions_mut().insert(identity.clone());
        }
        Ok(request)
    }

    /// Anywhere within the bounds, so that the callers of a subgraph that stumbled do not all come back at once.
    fn pause(&self) -> Duration {
        let (least, most) = PAUSE_MILLIS;
        let share = u64::from(u16::from_le_bytes(self.ambient.random()));
        Duration::from_millis(least + share * (most - least) / u64::from(u16::MAX))
    }

    fn log(&self, failure: &Failure) {
        let (subgraph, code) = (self.name.as_str(), failure.code());
        let text = telemetry::chain(failure);
        match failure {
            // One line said that it opened.
            Failure::Open => tracing::debug!(subgraph, code, "{text}"),
            _ => tracing::warn!(subgraph, code, "a subgraph {text}"),
        }
    }

    fn log_change(&self, change: Option<Change>) {
        let subgraph = self.name.as_str();
        match change {
            Some(Change::Opened) => tracing::warn!(subgraph, "left alone for a second: it fails too often"),
            Some(Change::Closed) => tracing::info!(subgraph, "is back"),
            None => {}
        }
    }
}

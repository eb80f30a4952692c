//! What is known of a request while it runs, and what can be sent next.

use std::mem;

use apollo_compiler::response::JsonValue;
use federation_plan::{FetchId, OperationType};

use super::{Inputs, Response, response};
use crate::{
    Program, SubgraphRequest,
    arena::{Arena, Full, Row, Value},
    entities::{MAX_REPRESENTATIONS, Requested, Scratch, represent},
    error::{Errors, Failure},
    program::{ALWAYS, ConditionIndex, Start},
    request,
};

pub(super) struct State<'a> {
    pub program: &'a Program,
    pub inputs: &'a Inputs<'a>,
    pub arena: Arena,
    pub root: Row,
    pub errors: Errors<'a>,
    /// Which conditions hold.
    pub conditions: Vec<bool>,
    pub fetches: Vec<Progress>,
    /// What can be sent.
    pub outgoing: Vec<Outgoing>,
    /// How many requests were made.
    pub sent: usize,
    pub scratch: Scratch,
    /// Memory for lists while they are read.
    pub elements: Vec<Value>,
    /// Fetches of the stage that can start.
    ready: Vec<u32>,
    stage: usize,
}

/// How far a fetch is.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// How many fetches must be done before.
    waits_for: u32,
    is_started: bool,
    /// How many of its requests are not answered yet.
    pub open: usize,
    /// Of entities: what each part has asked for.
    pub requested: Vec<Requested>,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
}

/// A request that can be sent.
pub(super) struct Outgoing {
    pub fetch: u32,
    /// The number of its first representation.
    pub first: usize,
    pub request: SubgraphRequest,
}

impl<'a> State<'a> {
    pub fn new(program: &'a Program, inputs: &'a Inputs<'a>) -> Self {
        let is_true = |name: &str| inputs.variables.get(name).and_then(JsonValue::as_bool) == Some(true);
        let mut arena = Arena::for_answers(program.fetches.len());
        let fetches = program.fetches.iter();
        Self {
            program,
            inputs,
            root: arena.root(program.root_type, program.shapes[0].slots),
            arena,
            errors: Errors::default(),
            conditions: program.conditions.iter().map(|condition| condition.holds(is_true)).collect(),
            fetches: fetches.map(|fetch| Progress { waits_for: fetch.dependencies, ..Progress::default() }).collect(),
            outgoing: Vec::new(),
            sent: 0,
            scratch: Scratch::default(),
            elements: Vec::new(),
            ready: Vec::new(),
            stage: 0,
        }
    }

    /// Makes the requests that a stage begins with.
    pub fn begin(&mut self, stage: usize) {
        let program = self.program;
        self.stage = stage;
        for fetch in &program.stages[stage] {
            // One that waits starts when it is released.
            if self.fetches[*fetch as usize].waits_for == 0 {
                self.run(*fetch);
            }
        }
        self.start_ready();
    }

    /// A fetch is done, whatever came of it.
    pub fn done(&mut self, fetch: u32) {
        self.release(fetch);
        self.start_ready();
    }

    /// Whether nothing of what comes after this stage may be sent: a mutation whose data is null already.
    pub fn is_over(&mut self, stage: usize) -> bool {
        let is_last = stage + 1 == self.program.stages.len();
        self.program.kind == OperationType::Mutation && !is_last && !response::has_data_so_far(self, stage)
    }

    pub fn respond(self) -> Response {
        response::respond(self)
    }

    pub fn holds(&self, condition: ConditionIndex) -> bool {
        condition == ALWAYS || self.conditions[usize::from(condition)]
    }

    fn start_ready(&mut self) {
        while let Some(fetch) = self.ready.pop() {
            self.run(fetch);
        }
    }

    /// Starts a fetch, once; if it has nothing to ask, it is done at once.
    fn run(&mut self, fetch: u32) {
        let progress = &mut self.fetches[fetch as usize];
        if !mem::replace(&mut progress.is_started, true) {
            self.start(fetch);
            if self.fetches[fetch as usize].open == 0 {
                self.release(fetch);
            }
        }
    }

    /// Lets those go that wait for a fetch. The ones of later stages start when their stage does.
    fn release(&mut self, fetch: u32) {
        let program = self.program;
        for waiting in &program.fetches[fetch as usize].dependents {
            let progress = &mut self.fetches[*waiting as usize];
            progress.waits_for -= 1;
            if progress.waits_for == 0 && program.stages[self.stage].contains(waiting) {
                self.ready.push(*waiting);
            }
        }
    }

    fn start(&mut self, fetch: u32) {
        let program = self.program;
        let compiled = &program.fetches[fetch as usize];
        if !self.holds(compiled.condition) {
            return;
        }
        match &compiled.start {
            Start::Root(_) => {
                let body = request::root(program, compiled, self.inputs.variables);
                self.send(fetch, 0, body);
            }
            Start::Below(_) => {
                // It takes one request for all objects, if there is any.
                let requested = self.represent(fetch).unwrap_or_default();
                if requested.iter().any(|requested| !requested.objects.is_empty()) {
                    let body = request::root(program, compiled, self.inputs.variables);
                    self.send(fetch, 0, body);
                }
                self.fetches[fetch as usize].requested = requested;
            }
            Start::Entities(parts) => {
                let Ok(requested) = self.represent(fetch) else {
                    self.refuse(fetch);
                    return;
                };
                let most = requested.iter().map(|requested| requested.representations.len()).max().unwrap_or(0);
                for first in (0..most).step_by(MAX_REPRESENTATIONS) {
                    let variables = self.inputs.variables;
                    let body = request::entities(program, compiled, variables, parts, &requested, &self.scratch, first);
                    self.send(fetch, first, body);
                }
                self.fetches[fetch as usize].requested = requested;
            }
        }
    }

    fn represent(&mut self, fetch: u32) -> Result<Vec<Requested>, Full> {
        let program = self.program;
        let parts = program.fetches[fetch as usize].start.parts();
        self.scratch.clear();
        let requested = parts.iter().map(|part| {
            if self.holds(part.condition) {
                represent(program, &self.arena, &self.conditions, part, self.root, &mut self.scratch)
            } else {
                Ok(Requested::default())
            }
        });
        requested.collect()
    }

    fn send(&mut self, fetch: u32, first: usize, body: Result<bytes::Bytes, serde_json::Error>) {
        let compiled = &self.program.fetches[fetch as usize];
        // Variables are JSON already, so that writing them does not fail.
        let Ok(body) = body else {
            self.refuse(fetch);
            return;
        };
        let request = SubgraphRequest { subgraph: compiled.subgraph, fetch: FetchId(fetch), kind: compiled.kind, body };
        self.outgoing.push(Outgoing { fetch, first, request });
        self.fetches[fetch as usize].open += 1;
        self.sent += 1;
    }

    /// A request cannot be made.
    fn refuse(&mut self, fetch: u32) {
        let subgraph = self.program.subgraph(self.program.fetches[fetch as usize].subgraph);
        self.fetches[fetch as usize].failure = Some(Failure {
            code: "SUBGRAPH_REQUEST_TOO_LARGE",
            message: format!("{subgraph} cannot be asked for so much at once"),
            retryable: false,
        });
        self.report_failure(fetch);
    }
}

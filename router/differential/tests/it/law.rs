//! The law, for one operation in one world.

mod fault;
mod missing;

use std::cell::RefCell;

use apollo_compiler::{
    ExecutableDocument,
    executable::Operation as Definition,
    introspection::partial_execute,
    request::coerce_variable_values,
    resolvers::Execution,
    response::{JsonMap, JsonValue},
    validation::Valid,
};
use federation_execute::{Inputs, Program, execute};
use federation_plan::{Label, Labels, Plan, plan_for};

pub use fault::Fault;

use crate::{
    graph::Graph,
    operation::Operation,
    resolve::Whole,
    simulation::{Noted, Simulation, wait},
    world::{World, hash},
};

/// The law is broken.
#[derive(Debug)]
pub struct Broken {
    /// In a few words, the same for the same fault.
    pub kind: &'static str,
    pub message: String,
}

/// An operation that is planned, and what must come of it.
struct Trial<'g> {
    graph: &'g Graph,
    seed: u64,
    world: &'g World<'g>,
    labels: Labels,
    plan: Plan,
    program: Program,
    variables: Valid<JsonMap>,
    introspection: Option<JsonMap>,
    /// Whether what is asked for depends on variables.
    is_conditional: bool,
    data: JsonValue,
    mutations: Vec<String>,
}

/// What came of it.
struct Outcome {
    response: JsonMap,
    noted: Noted,
}

/// Tries an operation, which must be valid for the graph's API: first with all subgraphs well, then with a fault.
pub fn check(graph: &Graph, seed: u64, operation: &Operation) -> Result<(), Broken> {
    let world = World::new(graph, seed);
    let trial = Trial::new(&world, seed, operation)?;
    trial.answers_like_one_server()?;
    trial.loses_only_what_a_fault_takes()
}

/// What one server answers, and what the graph does with a fault.
pub fn with_fault(
    graph: &Graph,
    seed: u64,
    operation: &Operation,
    fault: Fault,
) -> Result<(JsonValue, JsonMap), Broken> {
    let world = World::new(graph, seed);
    let trial = Trial::new(&world, seed, operation)?;
    let Outcome { response, .. } = trial.run(fault)?;
    Ok((trial.data, response))
}

impl<'g> Trial<'g> {
    fn new(world: &'g World<'g>, seed: u64, operation: &Operation) -> Result<Self, Broken> {
        let graph = world.graph;
        let document = ExecutableDocument::parse_and_validate(graph.api(), &*operation.document, "operation.graphql")
            .map_err(|error| broken("invalid operation", error.errors))?;
        let definition = document.operations.get(None).map_err(|error| broken("invalid operation", error.message()))?;
        let variables = coerce_variable_values(graph.api(), definition, &operation.variables)
            .map_err(|error| broken("invalid variables", error.message()))?;
        let (data, mutations) = whole(world, &document, &variables)?;
        let labels = graph.supergraph.labels().iter().map(Label::name);
        let labels: Labels = labels.filter(|label| hash(&(seed, label)).is_multiple_of(2)).collect();
        let plan = plan_for(&graph.supergraph, &document, None, &labels).map_err(|error| broken("no plan", error))?;
        let names: Vec<_> = graph.subgraphs.iter().map(|subgraph| subgraph.name.clone()).collect();
        let program = Program::compile(&plan, &names, graph.supergraph.object_types())
            .map_err(|error| broken("no program", error))?;
        let introspection = introspection(graph, &document, definition, &variables)?;
        let is_conditional = operation.document.contains("(if: $");
        Ok(Self {
            graph,
            seed,
            world,
            labels,
            plan,
            program,
            variables,
            introspection,
            is_conditional,
            data,
            mutations,
        })
    }

    fn answers_like_one_server(&self) -> Result<(), Broken> {
        let Outcome { response, noted } = self.run(Fault::None)?;
        let data = response.get("data").unwrap_or(&JsonValue::Null);
        if response.contains_key("errors") || *data != self.data {
            let message = format!("expected {}\nbut was {}", self.data, JsonValue::Object(response.clone()));
            return Err(self.broken("another answer", &message, &noted));
        }
        let (mut expected, mut made) = (self.mutations.clone(), noted.mutations.clone());
        // Which one comes first may depend on conditions, and a plan holds for all of them.
        if self.is_conditional {
            expected.sort();
            made.sort();
        }
        if made != expected {
            return Err(self.broken("other mutations", &format!("expected {expected:?}\nbut was {made:?}"), &noted));
        }
        // Equal maps may have another order.
        let texts = [&self.data, data].map(ToString::to_string);
        if !self.is_conditional && texts[0] != texts[1] {
            let message = format!("expected {}\nbut was {}", texts[0], texts[1]);
            return Err(self.broken("another order", &message, &noted));
        }
        Ok(())
    }

    fn loses_only_what_a_fault_takes(&self) -> Result<(), Broken> {
        let fault = Fault::of(self.seed, self.graph.subgraphs.len(), self.plan.fetches.len());
        let Outcome { response, noted } = self.run(fault)?;
        let data = response.get("data").unwrap_or(&JsonValue::Null);
        let told = || format!("{fault:?}\nexpected {}\nbut was {}", self.data, JsonValue::Object(response.clone()));
        let Ok(missing) = missing::places(&self.data, data) else {
            return Err(self.broken("more than a fault takes", &told(), &noted));
        };
        let errors = response.get("errors").and_then(JsonValue::as_array).map_or(&[][..], Vec::as_slice);
        if fault.must_be_told() && !missing.is_empty() && errors.is_empty() {
            return Err(self.broken("a fault that nobody hears of", &told(), &noted));
        }
        if !errors.iter().all(|error| missing::is_about_a_place(error, &self.data)) {
            return Err(self.broken("an error about a place that is none", &told(), &noted));
        }
        Ok(())
    }

    fn run(&self, fault: Fault) -> Result<Outcome, Broken> {
        let simulation = Simulation::new(self.world, &self.labels, fault, self.seed);
        let inputs = Inputs { variables: &self.variables, introspection: self.introspection.as_ref() };
        let response = wait(execute(&self.program, &inputs, &simulation));
        let noted = simulation.noted();
        let response = serde_json::from_slice(&response.body).map_err(|error| broken("no JSON", error))?;
        if !noted.violations.is_empty() {
            return Err(self.broken("a subgraph refused", &noted.violations.join("\n"), &noted));
        }
        Ok(Outcome { response, noted })
    }

    fn broken(&self, kind: &'static str, what: &str, noted: &Noted) -> Broken {
        let requests: Vec<_> = noted.requests.iter().map(|request| format!("  {request}")).collect();
        let plan = self.plan.display(&self.graph.supergraph);
        broken(kind, format!("{what}\nrequests:\n{}\nplan:\n{plan}", requests.join("\n")))
    }
}

/// What one server answers that has everything, and which mutations it makes.
fn whole(
    world: &World<'_>,
    document: &Valid<ExecutableDocument>,
    variables: &Valid<JsonMap>,
) -> Result<(JsonValue, Vec<String>), Broken> {
    let operation = document.operations.get(None).expect("one operation");
    let mutations = RefCell::default();
    let root = Whole { world, object: world.root(operation.object_type()), mutations: &mutations };
    let response = Execution::new(world.graph.api(), document)
        .operation(operation)
        .coerced_variable_values(variables)
        .enable_schema_introspection(true)
        .execute_sync(&root)
        .map_err(|error| broken("the whole refused", error.message()))?;
    if !response.errors.is_empty() {
        return Err(broken("the whole refused", format!("{:?}", response.errors)));
    }
    let data = response.data.map_or(JsonValue::Null, JsonValue::Object);
    Ok((data, mutations.into_inner()))
}

fn introspection(
    graph: &Graph,
    document: &Valid<ExecutableDocument>,
    operation: &Definition,
    variables: &Valid<JsonMap>,
) -> Result<Option<JsonMap>, Broken> {
    if !operation.operation_type.is_query() {
        return Ok(None);
    }
    let implementers = graph.api().implementers_map();
    let response = partial_execute(graph.api(), &implementers, document, operation, variables);
    Ok(response.map_err(|error| broken("no introspection", error.message()))?.data)
}

fn broken(kind: &'static str, message: impl ToString) -> Broken {
    Broken { kind, message: message.to_string() }
}

//! The law, for one operation in one world.

use std::cell::RefCell;

use apollo_compiler::{
    ExecutableDocument,
    introspection::partial_execute,
    request::coerce_variable_values,
    resolvers::Execution,
    response::{JsonMap, JsonValue},
    validation::Valid,
};
use federation_execute::{Inputs, Program, execute};
use federation_plan::{Label, Labels, plan_for};

use crate::{
    graph::Graph,
    operation::Operation,
    resolve::Whole,
    simulation::{Simulation, wait},
    world::{World, hash},
};

/// The law is broken.
#[derive(Debug)]
pub struct Broken {
    /// In a few words, the same for the same fault.
    pub kind: &'static str,
    pub message: String,
}

/// What is the same on both sides.
struct Expected {
    data: JsonValue,
    mutations: Vec<String>,
}

/// Tries an operation. It must be valid for the graph's API.
pub fn check(graph: &Graph, seed: u64, operation: &Operation) -> Result<(), Broken> {
    let document = ExecutableDocument::parse_and_validate(graph.api(), &*operation.document, "operation.graphql")
        .map_err(|error| broken("invalid operation", error.errors.to_string()))?;
    let definition =
        document.operations.get(None).map_err(|error| broken("invalid operation", error.message().to_string()))?;
    let variables = coerce_variable_values(graph.api(), definition, &operation.variables)
        .map_err(|error| broken("invalid variables", error.message().to_string()))?;
    let world = World::new(graph, seed);
    let expected = expected(&world, &document, &variables)?;

    let labels: Labels = graph.supergraph.labels().iter().map(Label::name).filter(|label| is_on(seed, label)).collect();
    let plan =
        plan_for(&graph.supergraph, &document, None, &labels).map_err(|error| broken("no plan", error.to_string()))?;
    let names: Vec<_> = graph.subgraphs.iter().map(|subgraph| subgraph.name.clone()).collect();
    let program = Program::compile(&plan, &names, graph.supergraph.object_types())
        .map_err(|error| broken("no program", error.to_string()))?;
    let implementers = graph.api().implementers_map();
    let introspection = match definition.operation_type.is_query() {
        true => {
            partial_execute(graph.api(), &implementers, &document, definition, &variables)
                .map_err(|error| broken("no introspection", error.message().to_string()))?
                .data
        }
        false => None,
    };
    let simulation = Simulation::new(&world, &labels, seed);
    let inputs = Inputs { variables: &variables, introspection: introspection.as_ref() };
    let response = wait(execute(&program, &inputs, &simulation));
    let noted = simulation.noted();
    let response: JsonMap =
        serde_json::from_slice(&response.body).map_err(|error| broken("no JSON", error.to_string()))?;

    let told = |what: &str| {
        let requests: Vec<_> = noted.requests.iter().map(|request| format!("  {request}")).collect();
        format!("{what}\nrequests:\n{}\nplan:\n{}", requests.join("\n"), plan.display(&graph.supergraph))
    };
    if !noted.violations.is_empty() {
        return Err(broken("a subgraph refused", told(&noted.violations.join("\n"))));
    }
    let data = response.get("data").unwrap_or(&JsonValue::Null);
    if response.contains_key("errors") || *data != expected.data {
        let whole = JsonValue::Object(response.clone());
        let message = format!("expected {}\nbut was {whole}", expected.data);
        return Err(broken("another answer", told(&message)));
    }
    // Equal maps may have another order. Which field comes first may depend on conditions, and a plan holds for all of them.
    let is_conditional = operation.document.contains("(if: $");
    let (mut expected_mutations, mut mutations) = (expected.mutations, noted.mutations.clone());
    if is_conditional {
        expected_mutations.sort();
        mutations.sort();
    }
    if mutations != expected_mutations {
        let message = format!("expected {expected_mutations:?}\nbut was {mutations:?}");
        return Err(broken("other mutations", told(&message)));
    }
    let texts = [data, &expected.data].map(ToString::to_string);
    if !is_conditional && texts[0] != texts[1] {
        let message = format!("expected {}\nbut was {data}", expected.data);
        return Err(broken("another order", told(&message)));
    }
    Ok(())
}

fn expected(
    world: &World<'_>,
    document: &Valid<ExecutableDocument>,
    variables: &Valid<JsonMap>,
) -> Result<Expected, Broken> {
    let api = world.graph.api();
    let operation = document.operations.get(None).expect("one operation");
    let mutations = RefCell::default();
    let root = Whole { world, object: world.root(operation.object_type()), mutations: &mutations };
    let response = Execution::new(api, document)
        .operation(operation)
        .coerced_variable_values(variables)
        .enable_schema_introspection(true)
        .execute_sync(&root)
        .map_err(|error| broken("the whole refused", error.message().to_string()))?;
    if !response.errors.is_empty() {
        return Err(broken("the whole refused", format!("{:?}", response.errors)));
    }
    let data = response.data.map_or(JsonValue::Null, JsonValue::Object);
    Ok(Expected { data, mutations: mutations.into_inner() })
}

fn is_on(seed: u64, label: &str) -> bool {
    hash(&(seed, label)).is_multiple_of(2)
}

fn broken(kind: &'static str, message: String) -> Broken {
    Broken { kind, message }
}

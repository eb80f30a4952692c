//! Laws over the committed supergraph: what each of the clients' operations costs, and that a planner that we did not write
//! takes the supergraph too.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

use std::{collections::BTreeMap, fmt::Write, fs};

use apollo_compiler::ExecutableDocument;
use e2e::{operations, schema_folder};
use federation_plan::{Plan, Start, Supergraph, plan};
use hive_router_query_planner::{
    ast::normalization::normalize_operation,
    graph::PlannerOverrideContext,
    planner::{Planner, QueryPlannerOptions},
    utils::{
        cancellation::CancellationToken,
        parsing::{parse_operation, parse_schema},
    },
};
use serde_json::Value;

/// The query that README.md begins with.
const FIRST: &str = "query First($id: ID!) { channel(id: $id) { name messages(last: 5) { nodes { body author {
    username displayName } } } } }";

#[test]
fn requests_of_each_named_operation() {
    let supergraph = Supergraph::parse(&committed()).unwrap();
    let mut table = String::new();
    for (name, text) in operations().unwrap() {
        let plan = planned(&supergraph, &text);
        let mut requests = BTreeMap::<_, usize>::new();
        for fetch in &plan.fetches {
            *requests.entry(supergraph.subgraphs()[usize::from(fetch.subgraph.0)].name.clone()).or_default() += 1;
        }
        let requests: Vec<_> = requests.iter().map(|(subgraph, count)| format!("{subgraph} {count}")).collect();
        writeln!(table, "{name}: {} hops, {}", plan.hops(), requests.join(", ")).unwrap();
    }
    insta::assert_snapshot!(table);
}

#[test]
fn the_first_query_asks_channels_and_messages_at_once_and_then_users_once() {
    let supergraph = Supergraph::parse(&committed()).unwrap();
    let plan = planned(&supergraph, FIRST);
    let name = |at: usize| supergraph.subgraphs()[usize::from(plan.fetches[at].subgraph.0)].name.as_str();
    assert_eq!((plan.fetches.len(), plan.hops()), (3, 2), "{}", plan.display(&supergraph));
    let mut roots = [name(0), name(1)];
    roots.sort_unstable();
    assert_eq!((roots, name(2)), (["channels", "messages"], "users"), "{}", plan.display(&supergraph));
    for root in &plan.fetches[..2] {
        assert!(matches!(root.start, Start::Root(_)) && root.dependencies.is_empty());
    }
    assert!(matches!(&plan.fetches[2].start, Start::Entities(entities) if entities.len() == 1));
}

#[test]
fn another_planner_takes_the_supergraph_and_never_needs_fewer_requests() {
    let supergraph = Supergraph::parse(&committed()).unwrap();
    let schema = parse_schema(&committed());
    let planner = Planner::new_from_supergraph(&schema, QueryPlannerOptions::default()).unwrap();
    for (name, text) in operations().unwrap() {
        let operation = normalize_operation(&planner.supergraph, &parse_operation(&text), None).unwrap();
        let theirs = planner.plan_from_normalized_operation(
            &operation.operation,
            PlannerOverrideContext::default(),
            &CancellationToken::new(),
        );
        let theirs = serde_json::to_value(theirs.unwrap_or_else(|error| panic!("{name}: {error}"))).unwrap();
        let ours = planned(&supergraph, &text).fetches.len();
        assert!(ours > 0 && ours <= fetches(&theirs), "{name}: {ours} requests, and theirs {theirs}");
    }
}

/// How many fetches there are in a plan of theirs.
fn fetches(plan: &Value) -> usize {
    match plan {
        Value::Object(node) => {
            usize::from(node.contains_key("serviceName")) + node.values().map(fetches).sum::<usize>()
        }
        Value::Array(nodes) => nodes.iter().map(fetches).sum(),
        _ => 0,
    }
}

fn planned(supergraph: &Supergraph, text: &str) -> Plan {
    let document = ExecutableDocument::parse_and_validate(supergraph.api(), text, "operation.graphql");
    plan(supergraph, &document.unwrap_or_else(|error| panic!("{text}\n{}", error.errors)), None).unwrap()
}

fn committed() -> String {
    fs::read_to_string(schema_folder().join("supergraph.graphql")).unwrap()
}

//! Over which graphs the law is tried.

use std::{
    collections::BTreeMap,
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use crate::{
    graph::{Graph, Skipped, Source},
    law::{Broken, check},
    operation::{Generator, Operation},
    shrink::shrink,
};

#[test]
fn this_repositorys_graph_answers_like_one_server() {
    let schema = Source::folder(&repository("schema"));
    let target = Source::folder(&repository("router/compose/tests/composition/chat-target"));
    try_all("the graphs of the chat", &[schema, target], 40);
}

#[test]
fn every_corner_answers_like_one_server() {
    let graphs = Source::folders(&Path::new(env!("CARGO_MANIFEST_DIR")).join("graphs"));
    let wrong = try_all("the corners", &graphs, 15);
    assert!(wrong.is_empty(), "corners that do not compose:\n{}", wrong.join("\n"));
}

#[test]
fn every_case_of_composition_answers_like_one_server() {
    try_all("the cases of composition", &Source::folders(&repository("router/compose/tests/composition")), 5);
}

#[test]
fn every_further_case_answers_like_one_server() {
    match variable("COMPOSITION_CASES") {
        Some(file) => drop(try_all("further cases", &Source::cases(Path::new(&file)), 4)),
        None => eprintln!("NOT TESTED: COMPOSITION_CASES is not set, so there are no further graphs to try"),
    }
}

#[test]
fn random_graphs_answer_like_one_server() {
    let graphs = number("DIFFERENTIAL_GRAPHS").unwrap_or(60);
    let first = number("DIFFERENTIAL_SEED").unwrap_or(0);
    let sources: Vec<_> = (first..first + graphs).map(Source::random).collect();
    let wrong = try_all("random graphs", &sources, 6);
    assert!(wrong.len() * 10 < sources.len() * 9, "hardly any graph composes, such as {}", wrong[0]);
}

/// Tries `count` random operations on each graph, and those that belong to it. Gives the graphs that do not compose.
fn try_all(what: &str, sources: &[Source], count: u64) -> Vec<String> {
    let count = number("DIFFERENTIAL_OPERATIONS").unwrap_or(count);
    let first = number("DIFFERENTIAL_SEED").unwrap_or(0);
    let only = variable("DIFFERENTIAL_GRAPH").unwrap_or_default();
    let (mut tried, mut asked) = (0, 0);
    let mut wrong = Vec::new();
    let mut unsupported = Vec::new();
    let mut failures = Vec::new();
    for source in sources.iter().filter(|source| source.name.contains(&only)) {
        match Graph::compose(source) {
            Ok(graph) => {
                tried += 1;
                asked += try_graph(&graph, first, count, &mut failures);
            }
            Err(Skipped::DoesNotCompose(why)) => wrong.push(format!("{}: {why}", source.name)),
            Err(Skipped::Unsupported(why)) => unsupported.push(format!("  {}: {why}", source.name)),
        }
    }
    eprintln!("{what}: {asked} operations on {tried} graphs; {} others do not compose", wrong.len());
    if !unsupported.is_empty() {
        eprintln!("NOT TESTED: {} graphs\n{}", unsupported.len(), unsupported.join("\n"));
    }
    assert!(failures.is_empty(), "{} faults:\n\n{}", failures.len(), failures.join("\n\n"));
    wrong
}

/// Adds the first failure of each kind, as small as can be. Says how many operations it tried.
fn try_graph(graph: &Graph, first: u64, count: u64, failures: &mut Vec<String>) -> usize {
    let mut generator = Generator::new(graph.api());
    let mut operations = Vec::new();
    for document in &graph.operations {
        operations.extend((first..first + 3).map(|seed| (seed, generator.given(document, seed))));
    }
    operations.extend((first..first + count).filter_map(|seed| Some((seed, generator.operation(seed)?))));
    let mut kinds = BTreeMap::new();
    for (seed, operation) in &operations {
        if let Err(broken) = checked(graph, *seed, operation) {
            kinds.entry(broken.kind).or_insert((*seed, operation, broken));
        }
    }
    failures.extend(kinds.into_values().map(|(seed, operation, broken)| {
        let (operation, why) = shrink(operation, &broken, |smaller| checked(graph, seed, smaller));
        let variables = serde_json::to_string(&operation.variables).unwrap();
        let Operation { document, .. } = operation;
        format!("{}, seed {seed}: {}\n{document}variables: {variables}\n{}", graph.name, why.kind, why.message)
    }));
    operations.len()
}

fn checked(graph: &Graph, seed: u64, operation: &Operation) -> Result<(), Broken> {
    let checked = catch_unwind(AssertUnwindSafe(|| check(graph, seed, operation)));
    checked.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
        Err(Broken { kind: "a panic", message: text.unwrap_or_default() })
    })
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn number(name: &str) -> Option<u64> {
    variable(name).map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

#[expect(clippy::disallowed_methods, reason = "how much is tried is told by the environment, see src/lib.rs")]
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

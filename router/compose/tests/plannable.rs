//! What composes can be planned: every field, on many ways to it.

#![expect(clippy::panic, reason = "a test stops at what it did not expect")]

mod operations;

use std::{fs, path::Path};

use apollo_compiler::ExecutableDocument;
use federation_compose::{SubgraphInput, compose};
use federation_plan::{Labels, Supergraph, plan_for};

#[test]
fn what_composes_can_be_planned() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/composition");
    let mut failures = Vec::new();
    for case in fs::read_dir(root).unwrap().map(|case| case.unwrap().path()) {
        let read = |path: std::path::PathBuf| {
            let name = path.file_stem()?.to_str()?.to_owned();
            let is_input = path.extension()? == "graphql" && name != "supergraph" && name != "api";
            is_input.then(|| input(&name, fs::read_to_string(&path).unwrap()))
        };
        let inputs: Vec<_> = fs::read_dir(&case).unwrap().filter_map(|file| read(file.unwrap().path())).collect();
        failures.extend(unplannable(&case.display().to_string(), &inputs));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn what_composes_of_other_graphs_can_be_planned() {
    #[derive(serde::Deserialize)]
    struct Case {
        id: String,
        subgraphs: Vec<Subgraph>,
    }
    #[derive(serde::Deserialize)]
    struct Subgraph {
        name: String,
        sdl: String,
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "the file is named by the environment, as it is not in the repository"
    )]
    let Some(path) = std::env::var_os("COMPOSITION_CASES") else {
        eprintln!("NOT TESTED: COMPOSITION_CASES is not set, so there are no other graphs");
        return;
    };
    let cases: Vec<Case> = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut failures = Vec::new();
    for case in cases {
        let inputs: Vec<_> = case.subgraphs.into_iter().map(|one| input(&one.name, one.sdl)).collect();
        failures.extend(unplannable(&case.id, &inputs));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn input(name: &str, sdl: String) -> SubgraphInput {
    SubgraphInput {
        name: name.to_owned(),
        url: format!("http://{name}.test/graphql"),
        file: format!("{name}.graphql"),
        sdl,
    }
}

fn unplannable(case: &str, inputs: &[SubgraphInput]) -> Vec<String> {
    let Ok(composition) = compose(inputs) else { return Vec::new() };
    let mut failures = Vec::new();
    let supergraph = Supergraph::parse(&composition.supergraph).unwrap_or_else(|error| panic!("{case}: {error}"));
    let all: Labels = supergraph.labels().iter().map(federation_plan::Label::name).collect();
    for operation in operations::operations(supergraph.api()) {
        let document = ExecutableDocument::parse_and_validate(supergraph.api(), &operation, "operation.graphql")
            .unwrap_or_else(|error| panic!("{case}: {operation}: {}", error.errors));
        for labels in [&Labels::default(), &all] {
            if let Err(error) = plan_for(&supergraph, &document, None, labels) {
                failures.push(format!("{case}: {operation}: {error}"));
            }
        }
    }
    failures
}

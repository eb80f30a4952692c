//! Every folder of `tests/composition` is a case, named by the law that it shows.
//!
//! In: `<subgraph>.graphql`. Out, if the subgraphs compose: `supergraph.graphql` and `api.graphql`. Out, if there is anything
//! to say: `diagnostics.txt`. `INSTA_UPDATE=always` writes what comes out, to be read and committed.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use apollo_compiler::Schema;
use federation_compose::{Composition, SubgraphInput, api_schema, compose};
use federation_report::format::human;

const OUTPUTS: &[&str] = &["supergraph.graphql", "api.graphql", "diagnostics.txt"];

#[test]
fn cases_come_out_as_written() {
    let mut differences = Vec::new();
    for case in cases() {
        let inputs = inputs(&case);
        let sources: Vec<_> = inputs.iter().map(SubgraphInput::source).collect();
        let outputs = match compose(&inputs) {
            Ok(Composition { supergraph, api, hints }) => {
                let said = (!hints.is_empty()).then(|| human(&hints, &sources, false));
                [Some(supergraph), Some(api), said]
            }
            Err(failure) => {
                let all: Vec<_> = failure.errors.into_iter().chain(failure.hints).collect();
                [None, None, Some(human(&all, &sources, false))]
            }
        };
        for (name, output) in OUTPUTS.iter().zip(outputs) {
            differences.extend(difference(&case.join(name), output.as_deref()));
        }
    }
    assert!(differences.is_empty(), "INSTA_UPDATE=always writes them:\n{}", differences.join("\n"));
}

#[test]
fn the_order_of_subgraphs_does_not_matter() {
    for case in cases() {
        let mut inputs = inputs(&case);
        let forwards = compose(&inputs);
        inputs.reverse();
        assert_eq!(forwards, compose(&inputs), "{}", case.display());
        inputs.rotate_left(1);
        assert_eq!(forwards, compose(&inputs), "{}", case.display());
    }
}

#[test]
fn what_comes_out_is_valid_graphql() {
    for case in cases() {
        let Ok(composition) = compose(&inputs(&case)) else { continue };
        for (name, sdl) in [("supergraph", &composition.supergraph), ("api", &composition.api)] {
            if let Err(errors) = Schema::parse_and_validate(sdl.as_str(), name) {
                panic!("{}: {errors}", case.display());
            }
        }
        assert_eq!(api_schema(&composition.supergraph).as_deref(), Ok(composition.api.as_str()), "{}", case.display());
    }
}

#[test]
fn the_graph_of_this_repository_composes() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema");
    let inputs: Vec<_> =
        ["channels", "messages", "users"].map(|name| input(&schema.join(format!("{name}.graphql")))).into();
    let composition = compose(&inputs).unwrap_or_else(|failure| panic!("{failure}"));
    assert!(composition.supergraph.contains("@join__type(graph: MESSAGES, key: \"id\", resolvable: false)"));
    assert!(!composition.api.contains("join__"));
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/composition");
    let mut cases: Vec<_> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

fn inputs(case: &Path) -> Vec<SubgraphInput> {
    let is_input = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.ends_with(".graphql") && !OUTPUTS.contains(&name)
    };
    let mut paths: Vec<_> = fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path()).filter(is_input).collect();
    paths.sort();
    paths.iter().map(|path| input(path)).collect()
}

fn input(path: &Path) -> SubgraphInput {
    let name = path.file_stem().and_then(|name| name.to_str()).unwrap();
    SubgraphInput {
        name: name.to_owned(),
        url: format!("http://{name}.test/graphql"),
        file: format!("{name}.graphql"),
        sdl: fs::read_to_string(path).unwrap(),
    }
}

fn difference(path: &Path, output: Option<&str>) -> Option<String> {
    let expected = fs::read_to_string(path).ok();
    if expected.as_deref() == output {
        return None;
    }
    #[expect(clippy::disallowed_methods, reason = "the variable of the snapshot tests, which no process reads")]
    let update = std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always");
    if update {
        match output {
            Some(output) => fs::write(path, output).unwrap(),
            None => fs::remove_file(path).unwrap(),
        }
        return None;
    }
    let (expected, output) = (expected.unwrap_or_default(), output.unwrap_or_default());
    let lines = expected.lines().zip(output.lines()).position(|(expected, output)| expected != output);
    let line = lines.unwrap_or_else(|| expected.lines().count().min(output.lines().count()));
    let at = |text: &str| text.lines().nth(line).unwrap_or("(nothing)").to_owned();
    Some(format!("{}:{}\n  - {}\n  + {}", path.display(), line + 1, at(&expected), at(output)))
}

//! Every finding says what it is about, and where.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use federation_compose::{Code, Diagnostic, SubgraphInput, compose};

#[test]
fn findings_have_a_coordinate_and_places() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/composition");
    let mut without = Vec::new();
    for case in fs::read_dir(root).unwrap().map(|case| case.unwrap().path()) {
        let found = match compose(&inputs(&case)) {
            Ok(composition) => composition.hints,
            Err(failure) => [failure.errors, failure.hints].concat(),
        };
        let is_without =
            |one: &Diagnostic| one.locations.is_empty() || one.coordinate.is_none() && !is_about_a_document(one);
        without.extend(
            found.into_iter().filter(is_without).map(|one| format!("{}: {one} {:?}", case.display(), one.coordinate)),
        );
    }
    assert!(without.is_empty(), "{}", without.join("\n"));
}

#[test]
fn two_subgraphs_of_one_name_are_both_shown() {
    let named = |file: &str| SubgraphInput {
        name: "a".to_owned(),
        url: String::new(),
        file: file.to_owned(),
        sdl: "type Query { a: Int }".to_owned(),
    };
    let failure = compose(&[named("one.graphql"), named("two.graphql")]).unwrap_err();
    let found: Vec<_> = failure.errors.iter().filter(|error| error.code == Code::DuplicateSubgraphName).collect();
    let [found] = found[..] else { panic!("{failure}") };
    let files: Vec<_> = found.locations.iter().map(|location| location.file.as_str()).collect();
    assert_eq!(files, ["one.graphql", "two.graphql"]);
}

/// A subgraph's name is nowhere in its document, and what cannot be parsed has no elements.
fn is_about_a_document(found: &Diagnostic) -> bool {
    matches!(found.code, Code::InvalidSubgraphName | Code::DuplicateSubgraphName)
        || found.message.contains("syntax error")
}

fn inputs(case: &Path) -> Vec<SubgraphInput> {
    let files = fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path());
    files.filter_map(|path: PathBuf| input(&path)).collect()
}

fn input(path: &Path) -> Option<SubgraphInput> {
    let name = path.file_stem()?.to_str()?.to_owned();
    let is_input = path.extension()? == "graphql" && name != "supergraph" && name != "api";
    is_input.then(|| SubgraphInput {
        url: format!("http://{name}.test/graphql"),
        file: format!("{name}.graphql"),
        sdl: fs::read_to_string(path).unwrap(),
        name,
    })
}

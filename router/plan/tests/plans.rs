//! A case is a pair of files: `plans/<graph>/operations/<law>.graphql` in, `plans/<graph>/operations/<law>.snap` out. A first
//! line `# on: a b` names the labels that are on.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

use std::{fs, path::Path};

use apollo_compiler::ExecutableDocument;
use federation_plan::{Labels, Supergraph, plan_for};

/// All operations of a folder, planned and printed.
fn plans(graph: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans").join(graph);
    let supergraph = Supergraph::parse(&fs::read_to_string(folder.join("supergraph.graphql")).unwrap()).unwrap();
    let operations = folder.join("operations");
    let mut files: Vec<_> = fs::read_dir(&operations).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "graphql"));
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let document = ExecutableDocument::parse_and_validate(supergraph.api(), &text, &file)
            .unwrap_or_else(|error| panic!("{}: {}", file.display(), error.errors));
        let labels: Labels =
            text.lines().find_map(|line| line.strip_prefix("# on:")).unwrap_or_default().split_whitespace().collect();
        let printed = match plan_for(&supergraph, &document, None, &labels) {
            Ok(plan) => plan.display(&supergraph).to_string(),
            Err(error) => format!("{error}\n"),
        };
        let name = file.file_stem().unwrap().to_str().unwrap();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&operations);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, printed));
    }
}

#[test]
fn chat() {
    plans("chat");
}

#[test]
fn shop() {
    plans("shop");
}

#[test]
fn media() {
    plans("media");
}

#[test]
fn moving() {
    plans("moving");
}

#[test]
fn node() {
    plans("node");
}

#[test]
fn touch() {
    plans("touch");
}

//! What composes can be planned: every field, on many ways to it.

#![expect(clippy::panic, reason = "a test stops at what it did not expect")]

use std::{
    collections::{HashSet, VecDeque},
    fs,
    path::Path,
};

use apollo_compiler::{
    ExecutableDocument, Name, Schema,
    ast::{FieldDefinition, OperationType},
    schema::ExtendedType,
};
use federation_compose::{SubgraphInput, compose};
use federation_plan::{Labels, Supergraph, plan_for};

/// How many fields are asked for in each other at most.
const DEPTH: usize = 6;

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
    for operation in operations(supergraph.api()) {
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

/// A field on the way, and the object that it must return.
type Step<'a> = (&'a FieldDefinition, Option<&'a Name>);

/// Operations that ask for one leaf each, on all ways that differ in their last two fields.
fn operations(api: &Schema) -> Vec<String> {
    let mut operations = Vec::new();
    for kind in [OperationType::Query, OperationType::Mutation, OperationType::Subscription] {
        let Some(root) = api.root_operation(kind) else { continue };
        let mut seen = HashSet::new();
        let mut queue: VecDeque<(&Name, Vec<Step<'_>>)> = VecDeque::from([(root, Vec::new())]);
        while let Some((ty, steps)) = queue.pop_front() {
            let Some(object) = api.get_object(ty) else { continue };
            for field in object.fields.values() {
                let before = steps.last().map(|(field, _)| &field.name);
                if steps.len() >= DEPTH || !seen.insert((ty, before, &field.name)) {
                    continue;
                }
                let returned = field.ty.inner_named_type();
                match api.types.get(returned) {
                    Some(ExtendedType::Object(object)) => {
                        queue.push_back((&object.name, [steps.as_slice(), &[(&***field, None)]].concat()));
                    }
                    Some(ExtendedType::Interface(_) | ExtendedType::Union(_)) => {
                        operations.push(operation(kind, &steps, field, "{ __typename }"));
                        for object in api.types.values().filter_map(ExtendedType::as_object) {
                            if api.is_subtype(returned, &object.name) {
                                let step = (&***field, Some(&object.name));
                                queue.push_back((&object.name, [steps.as_slice(), &[step]].concat()));
                            }
                        }
                    }
                    _ => operations.push(operation(kind, &steps, field, "")),
                }
            }
        }
    }
    operations
}

fn operation(kind: OperationType, steps: &[Step<'_>], last: &FieldDefinition, rest: &str) -> String {
    let mut variables = Vec::new();
    let mut text = String::new();
    let mut closing = String::new();
    for (field, object) in steps.iter().copied().chain([(last, None)]) {
        text.push_str(&format!("{{ {} ", select(field, &mut variables)));
        closing.push('}');
        if let Some(object) = object {
            text.push_str(&format!("{{ ... on {object} "));
            closing.push('}');
        }
    }
    let variables = if variables.is_empty() { String::new() } else { format!("({})", variables.join(", ")) };
    format!("{kind} Test{variables} {text} {rest} {closing}")
}

fn select(field: &FieldDefinition, variables: &mut Vec<String>) -> String {
    let mut arguments = Vec::new();
    for argument in field.arguments.iter().filter(|argument| argument.is_required()) {
        let name = format!("$v{}", variables.len());
        variables.push(format!("{name}: {}", argument.ty));
        arguments.push(format!("{}: {name}", argument.name));
    }
    if arguments.is_empty() { field.name.to_string() } else { format!("{}({})", field.name, arguments.join(", ")) }
}

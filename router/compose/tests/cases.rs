//! Verdicts of another implementation, from a file that is not part of the repository.
//!
//! `COMPOSITION_CASES` names it: `[{id, subgraphs: [{name, url, sdl}], expected: {ok, codes} | {ok, api}}]`. Without it there
//! is nothing to compare with, which the test says.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::collections::BTreeSet;

use apollo_compiler::{Node, Schema, ast::FieldDefinition, schema::ExtendedType};
use federation_compose::{SubgraphInput, compose};
use serde::Deserialize;

/// What is wrong for another reason than the reference names, on purpose.
const OTHER_REASON: &[(&str, &str)] = &[(
    "080cc4321cba",
    "an import that the linked version has not is said to be one, also when the link specification is linked by itself",
)];

/// What is not wrong here, on purpose.
const NOT_WRONG: &[(&str, &str)] = &[("d7b84fe1f01e", REACHED_BY_ITSELF), ("952a067e574a", REACHED_BY_ITSELF)];

/// The reference does not ask a subgraph for one entity's fields to find another entity in the same subgraph.
const REACHED_BY_ITSELF: &str =
    "a key may be had by way of the very subgraph that it leads to: one request after the other";

#[derive(Deserialize)]
struct Case {
    id: String,
    subgraphs: Vec<Subgraph>,
    expected: Expected,
}

#[derive(Deserialize)]
struct Subgraph {
    name: String,
    url: String,
    sdl: String,
}

#[derive(Deserialize)]
struct Expected {
    ok: bool,
    #[serde(default)]
    codes: BTreeSet<String>,
    api: Option<String>,
}

#[test]
fn verdicts_are_those_of_the_reference() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the file is named by the environment, as it is not in the repository"
    )]
    let Some(path) = std::env::var_os("COMPOSITION_CASES") else {
        eprintln!("NOT TESTED: COMPOSITION_CASES is not set, so verdicts are compared with nothing");
        return;
    };
    let cases: Vec<Case> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let differences: Vec<_> = cases.iter().filter_map(difference).collect();
    eprintln!(
        "{} of {} verdicts are the reference's, {} of them for another reason; {} are accepted on purpose",
        cases.len() - differences.len() - NOT_WRONG.len(),
        cases.len(),
        OTHER_REASON.len(),
        NOT_WRONG.len(),
    );
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

fn difference(case: &Case) -> Option<String> {
    let id = &case.id;
    match (compose(&inputs(case)), case.expected.ok) {
        (Ok(composition), true) => {
            let (ours, theirs) = (normal(&composition.api), normal(case.expected.api.as_deref().unwrap_or_default()));
            (ours != theirs).then(|| format!("{id}: another API schema\n--- ours\n{ours}\n--- theirs\n{theirs}"))
        }
        (Err(failure), false) => {
            let codes: BTreeSet<_> = failure.errors.iter().map(|error| error.code.to_string()).collect();
            let expected = &case.expected.codes;
            let on_purpose = OTHER_REASON.iter().any(|(other, _)| other == id);
            (codes != *expected && !on_purpose).then(|| format!("{id}: expected {expected:?}, but {failure}"))
        }
        (Ok(_), false) if NOT_WRONG.iter().any(|(other, _)| other == id) => None,
        (Ok(_), false) => Some(format!("{id}: expected {:?}, but it composes", case.expected.codes)),
        (Err(failure), true) => Some(format!("{id}: expected to compose, but {failure}")),
    }
}

fn inputs(case: &Case) -> Vec<SubgraphInput> {
    let input = |subgraph: &Subgraph| SubgraphInput {
        name: subgraph.name.clone(),
        url: subgraph.url.clone(),
        file: format!("{}.graphql", subgraph.name),
        sdl: subgraph.sdl.clone(),
    };
    case.subgraphs.iter().map(input).collect()
}

/// A schema without what has no meaning: order, and descriptions.
fn normal(sdl: &str) -> String {
    let mut schema = Schema::parse(sdl, "api.graphql").unwrap();
    schema.types.sort_unstable_keys();
    schema.directive_definitions.sort_unstable_keys();
    for ty in schema.types.values_mut() {
        match ty {
            ExtendedType::Scalar(ty) => ty.make_mut().description = None,
            ExtendedType::Object(ty) => {
                let ty = ty.make_mut();
                ty.description = None;
                ty.implements_interfaces.sort_by(|a, b| a.name.cmp(&b.name));
                ty.fields.sort_unstable_keys();
                ty.fields.values_mut().for_each(|field| normal_field(field.make_mut()));
            }
            ExtendedType::Interface(ty) => {
                let ty = ty.make_mut();
                ty.description = None;
                ty.implements_interfaces.sort_by(|a, b| a.name.cmp(&b.name));
                ty.fields.sort_unstable_keys();
                ty.fields.values_mut().for_each(|field| normal_field(field.make_mut()));
            }
            ExtendedType::Union(ty) => {
                let ty = ty.make_mut();
                ty.description = None;
                ty.members.sort_by(|a, b| a.name.cmp(&b.name));
            }
            ExtendedType::Enum(ty) => {
                let ty = ty.make_mut();
                ty.description = None;
                ty.values.sort_unstable_keys();
                ty.values.values_mut().for_each(|value| value.make_mut().description = None);
            }
            ExtendedType::InputObject(ty) => {
                let ty = ty.make_mut();
                ty.description = None;
                ty.fields.sort_unstable_keys();
                ty.fields.values_mut().for_each(|field| field.make_mut().description = None);
            }
        }
    }
    schema.to_string()
}

fn normal_field(field: &mut FieldDefinition) {
    field.description = None;
    field.arguments.sort_by(|a, b| a.name.cmp(&b.name));
    field.arguments.iter_mut().for_each(|argument: &mut Node<_>| argument.make_mut().description = None);
}

//! Subgraphs that are mostly right, so that they are merged, and walked for what they can answer.
//!
//! `cargo +nightly fuzz run composition`. What composes is a supergraph on which all that clients may ask for can be planned,
//! whatever the order of the subgraphs was.

#![no_main]

#[path = "../../tests/operations/mod.rs"]
mod operations;

use std::fmt::Write;

use apollo_compiler::ExecutableDocument;

use arbitrary::{Result, Unstructured};
use federation_compose::{SubgraphInput, compose};
use federation_plan::{Label, Labels, PlanError, Supergraph, plan_for};
use libfuzzer_sys::fuzz_target;

const DIRECTIVES: &str = r#"extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@tag", "@interfaceObject"])"#;
const OBJECTS: [&str; 4] = ["A", "B", "C", "D"];
const INTERFACE: &str = "I";
const FIELDS: [&str; 6] = ["id", "a", "b", "c", "d", "e"];

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut inputs) = subgraphs(&mut Unstructured::new(bytes)) else { return };
    let composed = compose(&inputs);
    if let Ok(composition) = &composed {
        match Supergraph::parse(&composition.supergraph) {
            Ok(supergraph) => plan_all(&supergraph, &inputs),
            Err(error) => panic!("{error}\n{}", composition.supergraph),
        }
    }
    inputs.reverse();
    assert!(composed == compose(&inputs), "the order matters: {inputs:#?}");
});

/// Plans every field on many ways to it.
fn plan_all(supergraph: &Supergraph, inputs: &[SubgraphInput]) {
    let all: Labels = supergraph.labels().iter().map(Label::name).collect();
    for operation in operations::operations(supergraph.api()) {
        let document = ExecutableDocument::parse_and_validate(supergraph.api(), &operation, "operation.graphql")
            .unwrap_or_else(|error| panic!("{operation}: {}", error.errors));
        for labels in [&Labels::default(), &all] {
            if let Err(error @ PlanError::Unreachable { .. }) = plan_for(supergraph, &document, None, labels) {
                let sdl: Vec<_> = inputs.iter().map(|input| input.sdl.as_str()).collect();
                panic!("{operation}: {error}\n{}", sdl.join("---\n"));
            }
        }
    }
}

fn subgraphs(bytes: &mut Unstructured<'_>) -> Result<Vec<SubgraphInput>> {
    let count = bytes.int_in_range(1..=4)?;
    let subgraph = |index| {
        Ok(SubgraphInput {
            name: format!("s{index}"),
            url: String::new(),
            file: format!("s{index}.graphql"),
            sdl: subgraph(bytes, count)?,
        })
    };
    (0..count).map(subgraph).collect()
}

fn subgraph(bytes: &mut Unstructured<'_>, count: usize) -> Result<String> {
    let mut sdl = format!("{DIRECTIVES}\n\n");
    let objects: Vec<&str> = OBJECTS.into_iter().filter(|_| bytes.ratio(2, 3).unwrap_or(false)).collect();
    let mut composites = objects.clone();
    let is_interface_object = bytes.ratio(1, 5)?;
    let has_interface = !is_interface_object && !objects.is_empty() && bytes.ratio(1, 2)?;
    if has_interface || is_interface_object {
        composites.push(INTERFACE);
    }
    if composites.is_empty() {
        return Ok(format!("{sdl}type Query {{ nothing: Int @shareable }}\n"));
    }
    if bytes.ratio(3, 4)? {
        writeln!(sdl, "type Query {{").ok();
        for field in ["p", "q", "r"] {
            if field == "p" || bytes.ratio(1, 2)? {
                let ty = *bytes.choose(&composites)?;
                let provides = if bytes.ratio(1, 6)? { r#" @provides(fields: "a")"# } else { "" };
                writeln!(sdl, "  {field}: [{ty}] @shareable{provides}").ok();
            }
        }
        writeln!(sdl, "}}\n").ok();
    }
    let mut shared = Vec::new();
    for field in FIELDS {
        if has_interface && bytes.ratio(1, 2)? {
            shared.push(field);
        }
    }
    if has_interface {
        shared.push("id");
        shared.sort_unstable();
        shared.dedup();
        let key = if bytes.ratio(1, 2)? { r#" @key(fields: "id")"# } else { "" };
        writeln!(sdl, "interface {INTERFACE}{key} {{").ok();
        shared.iter().for_each(|field| drop(writeln!(sdl, "  {field}: {}", ty_of(field))));
        writeln!(sdl, "}}\n").ok();
    }
    for object in &objects {
        let implements =
            if has_interface && bytes.ratio(1, 2)? { format!(" implements {INTERFACE}") } else { String::new() };
        let must = if implements.is_empty() { &[][..] } else { &shared };
        object_type(bytes, &mut sdl, &format!("{object}{implements}"), must, &composites, count)?;
    }
    if is_interface_object {
        object_type(bytes, &mut sdl, &format!("{INTERFACE} @interfaceObject"), &[], &composites, count)?;
    }
    if bytes.ratio(1, 3)? && !objects.is_empty() {
        writeln!(sdl, "union U = {}\n", objects.join(" | ")).ok();
    }
    Ok(sdl)
}

fn object_type(
    bytes: &mut Unstructured<'_>,
    sdl: &mut String,
    head: &str,
    must: &[&str],
    composites: &[&str],
    count: usize,
) -> Result<()> {
    write!(sdl, "type {head}").ok();
    let keys = ["id", "a", "id a", "d { id }", "d { id a } e { id }", "b"];
    for _ in 0..bytes.int_in_range(0..=2)? {
        let resolvable = if bytes.ratio(1, 5)? { ", resolvable: false" } else { "" };
        write!(sdl, r#" @key(fields: "{}"{resolvable})"#, bytes.choose(&keys)?).ok();
    }
    writeln!(sdl, " {{").ok();
    for field in FIELDS {
        if field != "id" && !must.contains(&field) && bytes.ratio(1, 3)? {
            continue;
        }
        let ty = ty_of(field);
        if !ty.chars().all(char::is_alphanumeric) || (ty.len() == 1 && !composites.contains(&ty)) {
            continue;
        }
        let directive = match bytes.int_in_range(0..=11)? {
            0 => " @external".to_owned(),
            1 => format!(r#" @requires(fields: "{}")"#, bytes.choose(&keys)?),
            2 => format!(r#" @override(from: "s{}")"#, bytes.int_in_range(0..=count)?),
            3 => format!(r#" @override(from: "s{}", label: "l")"#, bytes.int_in_range(0..=count)?),
            4 => " @inaccessible".to_owned(),
            5 => String::new(),
            6 => r#" @shareable @provides(fields: "a")"#.to_owned(),
            _ => " @shareable".to_owned(),
        };
        writeln!(sdl, "  {field}: {ty}{directive}").ok();
    }
    writeln!(sdl, "}}\n").ok();
    Ok(())
}

/// Every field has one type, wherever it is.
fn ty_of(field: &str) -> &'static str {
    match field {
        "id" => "ID",
        "d" => "A",
        "e" => "I",
        _ => "Int",
    }
}

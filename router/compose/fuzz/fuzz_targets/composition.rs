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

/// What all subgraphs agree on.
struct Graph {
    /// Which objects implement the interface.
    implementing: Vec<&'static str>,
    count: usize,
}

fn subgraphs(bytes: &mut Unstructured<'_>) -> Result<Vec<SubgraphInput>> {
    let count = bytes.int_in_range(2..=4)?;
    let mut implementing = Vec::new();
    for object in OBJECTS {
        if bytes.ratio(1, 2)? {
            implementing.push(object);
        }
    }
    let graph = Graph { implementing, count };
    let subgraph = |index| {
        Ok(SubgraphInput {
            name: format!("s{index}"),
            url: String::new(),
            file: format!("s{index}.graphql"),
            sdl: subgraph(bytes, &graph)?,
        })
    };
    (0..count).map(subgraph).collect()
}

fn subgraph(bytes: &mut Unstructured<'_>, graph: &Graph) -> Result<String> {
    let mut sdl = format!("{DIRECTIVES}\n\n");
    let (has_interface, is_interface_object) = match bytes.int_in_range(0..=3)? {
        _ if graph.implementing.is_empty() => (false, false),
        0 => (false, true),
        1 => (false, false),
        _ => (true, false),
    };
    let mut known = Vec::new();
    for object in OBJECTS {
        let implements = graph.implementing.contains(&object);
        if !(is_interface_object && implements) && (has_interface && implements || bytes.ratio(2, 3)?) {
            known.push(object);
        }
    }
    if has_interface || is_interface_object {
        known.push(INTERFACE);
    }
    let mut provided = None;
    let mut query = String::new();
    for (field, ty) in [("p", "A"), ("q", INTERFACE), ("r", "C"), ("s", "B")] {
        if known.contains(&ty) && bytes.ratio(2, 3)? {
            let provides = if field == "p" && bytes.ratio(1, 6)? {
                provided = Some(ty);
                r#" @provides(fields: "a")"#
            } else {
                ""
            };
            writeln!(query, "  {field}: [{ty}] @shareable{provides}").ok();
        }
    }
    writeln!(sdl, "type Query {{\n  nothing: Int @shareable\n{query}}}\n").ok();
    let is_entity = bytes.ratio(1, 2)?;
    if has_interface {
        let key = if is_entity { r#" @key(fields: "id")"# } else { "" };
        writeln!(sdl, "interface {INTERFACE}{key} {{\n  id: ID\n  b: Int\n}}\n").ok();
    }
    for object in known.iter().copied().filter(|name| *name != INTERFACE) {
        let implements = has_interface && graph.implementing.contains(&object);
        let head = if implements { format!("{object} implements {INTERFACE}") } else { object.to_owned() };
        let must = if implements { &["id", "b"][..] } else { &["id"] };
        let ty = Object { head, must, has_key: implements && is_entity, is_provided: provided == Some(object) };
        object_type(bytes, &mut sdl, &ty, &known, graph.count)?;
    }
    if is_interface_object {
        let head = format!("{INTERFACE} @interfaceObject");
        let ty = Object { head, must: &["id"], has_key: true, is_provided: false };
        object_type(bytes, &mut sdl, &ty, &known, graph.count)?;
    }
    Ok(sdl)
}

struct Object {
    head: String,
    /// Fields that it has in any case.
    must: &'static [&'static str],
    /// Whether it has the key `id` in any case.
    has_key: bool,
    /// Whether `a` is provided somewhere.
    is_provided: bool,
}

fn object_type(
    bytes: &mut Unstructured<'_>,
    sdl: &mut String,
    ty: &Object,
    known: &[&str],
    count: usize,
) -> Result<()> {
    let mut fields = Vec::new();
    for field in FIELDS {
        let returned = ty_of(field);
        let is_known = returned.len() > 1 || known.contains(&returned);
        if is_known && (ty.must.contains(&field) || ty.is_provided && field == "a" || bytes.ratio(1, 2)?) {
            fields.push(field);
        }
    }
    write!(sdl, "type {}", ty.head).ok();
    let mut keys = vec!["id"];
    keys.extend(fields.contains(&"a").then_some("id a"));
    keys.extend((fields.contains(&"d")).then_some("d { id }"));
    keys.extend((fields.contains(&"d") && fields.contains(&"e")).then_some("d { id } e { id }"));
    keys.extend(fields.contains(&"b").then_some("b"));
    if ty.has_key {
        write!(sdl, r#" @key(fields: "id")"#).ok();
    }
    for _ in 0..bytes.int_in_range(0..=2)? {
        let resolvable = if bytes.ratio(1, 8)? { ", resolvable: false" } else { "" };
        write!(sdl, r#" @key(fields: "{}"{resolvable})"#, bytes.choose(&keys)?).ok();
    }
    writeln!(sdl, " {{").ok();
    // A field that requires another one, which is external then.
    let required = if fields.contains(&"c") && fields.contains(&"a") && bytes.ratio(1, 3)? { Some("a") } else { None };
    for field in fields {
        let directive = if required == Some(field) || ty.is_provided && field == "a" {
            " @external".to_owned()
        } else if field == "c" && required.is_some() {
            r#" @shareable @requires(fields: "a")"#.to_owned()
        } else {
            match bytes.int_in_range(0..=23)? {
                0 => format!(r#" @shareable @override(from: "s{}")"#, bytes.int_in_range(0..=count)?),
                1 => format!(r#" @shareable @override(from: "s{}", label: "l")"#, bytes.int_in_range(0..=count)?),
                2 => " @shareable @inaccessible".to_owned(),
                3 => String::new(),
                _ => " @shareable".to_owned(),
            }
        };
        writeln!(sdl, "  {field}: {}{directive}", ty_of(field)).ok();
    }
    writeln!(sdl, "}}\n").ok();
    Ok(())
}

/// Every field has one type, wherever it is.
fn ty_of(field: &str) -> &'static str {
    match field {
        "id" => "ID",
        "d" => "A",
        "e" => INTERFACE,
        _ => "Int",
    }
}

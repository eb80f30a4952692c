//! Composition time: this repository's graph, many subgraphs that share their entities, and one large subgraph.

#![expect(clippy::unwrap_used, reason = "a bench stops at what it did not expect")]

use std::{fmt::Write, fs, hint::black_box, path::Path};

use criterion::{Criterion, criterion_group, criterion_main};
use federation_compose::{SubgraphInput, compose};

const LINK: &str =
    r#"extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])"#;

fn composition(c: &mut Criterion) {
    let mut group = c.benchmark_group("compose");
    group.sample_size(10);
    for (name, inputs) in
        [("chat", chat()), ("200 subgraphs", many(200)), ("all shared", dense(40)), ("5 MB", large(5_000_000))]
    {
        group.bench_function(name, |bencher| bencher.iter(|| compose(black_box(&inputs)).unwrap()));
    }
    group.finish();
}

fn chat() -> Vec<SubgraphInput> {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema");
    let read = |name: &str| input(name, fs::read_to_string(schema.join(format!("{name}.graphql"))).unwrap());
    ["channels", "messages", "users"].map(read).into()
}

/// Each adds fields to an entity that all know, and has an entity of its own to which the next one adds.
fn many(count: usize) -> Vec<SubgraphInput> {
    let subgraph = |index: usize| {
        let next = (index + 1) % count;
        let sdl = format!(
            r#"{LINK}

type Query {{
  item{index}(id: ID!): Item{index}
}}

type Shared @key(fields: "id") {{
  id: ID!
  items{index}(first: Int): [Item{index}]
  note{index}: String
}}

type Item{index} @key(fields: "id") {{
  id: ID!
  shared: Shared @shareable
  name: String
}}

type Item{next} @key(fields: "id") {{
  id: ID!
  shared: Shared @shareable
  rank: Int
}}
"#
        );
        input(&format!("subgraph{index}"), sdl)
    };
    (0..count).map(subgraph).collect()
}

/// So many subgraphs with the same entities, which all lead to each other.
fn dense(count: usize) -> Vec<SubgraphInput> {
    let mut types = String::new();
    for index in 0..30 {
        let fields: String = (0..30).map(|other| format!("  to{other}: Item{other} @shareable\n")).collect();
        write!(types, "type Item{index} @key(fields: \"id\") {{\n  id: ID!\n{fields}}}\n\n").unwrap();
    }
    let subgraph = |index: usize| {
        let sdl = format!("{LINK}\n\ntype Query {{\n  start{index}: Item0\n}}\n\n{types}");
        input(&format!("subgraph{index}"), sdl)
    };
    (0..count).map(subgraph).collect()
}

/// One subgraph of at least so many bytes, and a small one.
fn large(bytes: usize) -> Vec<SubgraphInput> {
    let mut sdl = format!("{LINK}\n\ntype Query {{\n  start: Thing0\n}}\n");
    let mut index = 0;
    while sdl.len() < bytes {
        let next = index + 1;
        write!(
            sdl,
            r#"
"""A thing that leads to another."""
type Thing{index} @key(fields: "id") {{
  id: ID!
  """The next one."""
  next(filter: Filter{index}, first: Int = 10): [Thing{next}!]
  name: String
  size: Int
}}

input Filter{index} {{
  name: String
  least: Int = 1
}}
"#
        )
        .unwrap();
        index = next;
    }
    write!(sdl, "\ntype Thing{index} {{\n  name: String\n}}\n").unwrap();
    let small = format!("{LINK}\n\ntype Thing0 @key(fields: \"id\") {{\n  id: ID!\n  note: String\n}}\n");
    vec![input("large", sdl), input("small", small)]
}

fn input(name: &str, sdl: String) -> SubgraphInput {
    SubgraphInput {
        name: name.to_owned(),
        url: format!("http://{name}.test/graphql"),
        file: format!("{name}.graphql"),
        sdl,
    }
}

criterion_group!(benches, composition);
criterion_main!(benches);

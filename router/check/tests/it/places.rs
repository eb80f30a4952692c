//! Where changes are shown.

use federation_check::{Document, Version, changes};

use crate::{Checked, lint::composed};

const LINK: &str = "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.9\", import: [\"@key\"])\n";

/// The places of each change between two graphs of the subgraphs `a` and `b`.
fn places(old: [&str; 2], new: [&str; 2]) -> Vec<String> {
    let version = |[a, b]: [&str; 2]| {
        let (a, b) = (format!("{LINK}{a}"), format!("{LINK}{b}"));
        let supergraph = composed(&[("a", &a), ("b", &b)]);
        let documents = supergraph.sources().zip(["a", "b"]).map(|(source, name)| Document {
            subgraph: Some(name.to_owned()),
            file: source.file.to_owned(),
            text: source.text.to_owned(),
        });
        let api = federation_compose::api_schema(&supergraph.schema().to_string()).unwrap();
        Version::composed(&api, documents.collect()).unwrap()
    };
    let changes = changes(&version(old), &version(new));
    let place =
        |place: &federation_report::Location| format!("{}:{}:{} {}", place.file, place.line, place.column, place.label);
    changes.iter().flat_map(|change| &change.locations).map(place).collect()
}

#[test]
fn what_is_gone_is_shown_in_the_subgraph_that_had_it() {
    let a = "type Query { t: T }\ntype T @key(fields: \"id\") { id: ID! x: Int }";
    let b = "type T @key(fields: \"id\") { id: ID! y: Int }";
    assert_eq!(
        places([a, b], [a, &b.replace("y: Int", "z: Int")]),
        ["b.graphql:2:6 no longer here", "b.graphql:2:37 so it was before", "b.graphql:2:37 new here"]
    );
}

#[test]
fn a_type_that_is_gone_is_shown_where_its_document_begins() {
    let a = "type Query { t: Int }";
    let b = "type Query { u: Int }\ntype Gone { x: Int }";
    assert_eq!(
        places([a, b], [a, "type Query { u: Int }"]),
        ["b.graphql:1:1 no longer here", "b.graphql:3:6 so it was before"]
    );
}

#[test]
fn roots_are_found_by_their_usual_names() {
    let b = "type Query { u: Int }";
    let a = "schema { query: Root }\ntype Root { t: Int v: Int }";
    assert_eq!(
        places([a, b], [&a.replace("v: Int", "v: Int!"), b]),
        ["a.graphql:3:20 so it is now", "a.graphql:3:20 so it was before"]
    );
}

#[test]
fn one_of_need_not_be_defined() {
    let new = "type Query { a(i: I): Int } input I @oneOf { b: Int }";
    let old = "directive @oneOf on INPUT_OBJECT type Query { a(i: I): Int } input I @oneOf { b: Int }";
    assert_eq!(Checked { old, new, ..Checked::default() }.told(), Vec::<String>::new());
}

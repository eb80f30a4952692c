//! Laws over `schema/operations`: what clients send, one named operation a file.
//!
//! They are written against the composed schema, which is more than any subgraph has: a field that they select must be in
//! at least one of the three contracts.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests may, and clippy takes only the outermost functions for tests"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::{fs, path::PathBuf};

use async_graphql::Name;
use async_graphql::parser::{
    parse_query, parse_schema,
    types::{
        BaseType, ExecutableDocument, Field, OperationType, Selection, SelectionSet, Type, TypeKind,
        TypeSystemDefinition,
    },
};

#[test]
fn each_file_has_one_operation_of_its_name() {
    let operations = operations();
    assert!(operations.len() >= 10, "only {} operations: {:?}", operations.len(), operations.keys());
    let violations: Vec<_> = operations.iter().filter_map(|(file, text)| misnamed(file, text)).collect();
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

#[test]
fn each_selected_field_is_in_a_contract() {
    let schema = Schema::committed();
    let violations: Vec<_> = operations().iter().flat_map(|(file, text)| schema.unknown(file, text)).collect();
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

#[test]
fn a_broken_operation_is_noticed() {
    assert_eq!(misnamed("open_channel", "query OpenChannel { viewer { id } }"), None);
    for text in ["query Open { a }", "{ a }", "query OpenChannel { a } query Other { a }", "query OpenChannel {"] {
        assert!(misnamed("open_channel", text).is_some(), "{text}");
    }

    let schema = Schema::of(&[
        "type Query { channel(id: ID!): Channel } type Channel { id: ID! name: String } interface Node { id: ID! }",
        "type Channel { id: ID! last: [Event!] } union Event = Posted type Posted { at: String! }",
    ]);
    let complaint =
        |selection: &str| schema.unknown("file", &format!("query Q($id: ID!) {{ {selection} }}")).join("; ");
    assert_eq!(complaint("channel(id: $id) { __typename id name last { ... on Posted { at } } }"), "");
    assert_eq!(complaint("channel(id: $id) { ...F } } fragment F on Channel { name last { __typename }"), "");
    for (selection, noticed) in [
        ("channel(id: $id) { title }", "Channel.title"),
        ("channel(id: $id) { last { at } }", "Event.at"),
        ("channel(id: $id) { last { ... on Gone { at } } }", "Gone"),
        ("channel(id: $id) { ...F }", "F"),
        ("channel(key: $id) { id }", "Query.channel(key:)"),
        ("channel(id: $id)", "Query.channel"),
        ("channel(id: $id) { name { length } }", "Channel.name"),
    ] {
        assert!(complaint(selection).contains(noticed), "{selection} goes unnoticed: {:?}", complaint(selection));
    }
}

/// The committed operations by their files' names.
fn operations() -> BTreeMap<String, String> {
    let folder = schema_folder().join("operations");
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "graphql"))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap()))
        .collect()
}

fn schema_folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../schema"))
}

fn misnamed(file: &str, text: &str) -> Option<String> {
    let document = match parse_query(text) {
        Ok(document) => document,
        Err(error) => return Some(format!("{file}: {error}")),
    };
    let names: Vec<_> = document.operations.iter().map(|(name, _)| name.map(Name::as_str)).collect();
    let expected = pascal_case(file);
    (names != [Some(expected.as_str())]).then(|| format!("{file}: has {names:?}, and should have one {expected}"))
}

fn pascal_case(file: &str) -> String {
    file.split(['_', '-'])
        .filter_map(|word| word.split_at_checked(1))
        .map(|(first, rest)| first.to_uppercase() + rest)
        .collect()
}

/// Per object, interface and union: the fields that any subgraph has there.
#[derive(Default)]
struct Schema(BTreeMap<String, BTreeMap<String, Known>>);

struct Known {
    arguments: BTreeSet<String>,
    /// The name of its type, without lists.
    ty: String,
}

impl Schema {
    fn committed() -> Self {
        let sdls = ["users", "channels", "messages"].map(|subgraph| {
            let path = schema_folder().join(format!("{subgraph}.graphql"));
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        });
        Self::of(&sdls)
    }

    fn of(sdls: &[impl AsRef<str>]) -> Self {
        let mut schema = Self::default();
        for definition in sdls.iter().flat_map(|sdl| parse_schema(sdl).unwrap().definitions) {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let fields = match definition.node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                TypeKind::Union(_) => vec![],
                _ => continue,
            };
            let known = schema.0.entry(definition.node.name.node.to_string()).or_default();
            for field in fields.into_iter().map(|field| field.node) {
                let arguments = field.arguments.iter().map(|argument| argument.node.name.node.to_string()).collect();
                known
                    .insert(field.name.node.to_string(), Known { arguments, ty: innermost(&field.ty.node).to_owned() });
            }
        }
        schema
    }

    /// What the operation in `file` selects and no subgraph has.
    fn unknown(&self, file: &str, text: &str) -> Vec<String> {
        let document = parse_query(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut complaints = Vec::new();
        for (_, operation) in document.operations.iter() {
            let root = match operation.node.ty {
                OperationType::Query => "Query",
                OperationType::Mutation => "Mutation",
                OperationType::Subscription => "Subscription",
            };
            self.selection(&document, &operation.node.selection_set.node, root, &mut complaints);
        }
        complaints.into_iter().map(|complaint| format!("{file}: {complaint}")).collect()
    }

    fn selection(&self, document: &ExecutableDocument, set: &SelectionSet, on: &str, complaints: &mut Vec<String>) {
        if !self.0.contains_key(on) {
            complaints.push(format!("no subgraph has the type {on}"));
            return;
        }
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.field(document, &field.node, on, complaints),
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let on = condition.map_or(on, |condition| condition.node.on.node.as_str());
                    self.selection(document, &fragment.node.selection_set.node, on, complaints);
                }
                Selection::FragmentSpread(spread) => match document.fragments.get(&spread.node.fragment_name.node) {
                    Some(fragment) => {
                        let on = fragment.node.type_condition.node.on.node.as_str();
                        self.selection(document, &fragment.node.selection_set.node, on, complaints);
                    }
                    None => complaints.push(format!("there is no fragment {}", spread.node.fragment_name.node)),
                },
            }
        }
    }

    fn field(&self, document: &ExecutableDocument, field: &Field, on: &str, complaints: &mut Vec<String>) {
        let name = field.name.node.as_str();
        if name == "__typename" {
            return;
        }
        let Some(known) = self.0[on].get(name) else {
            complaints.push(format!("no subgraph has {on}.{name}"));
            return;
        };
        for (argument, _) in &field.arguments {
            if !known.arguments.contains(argument.node.as_str()) {
                complaints.push(format!("no subgraph has {on}.{name}({}:)", argument.node));
            }
        }
        let selects = !field.selection_set.node.items.is_empty();
        match (selects, self.0.contains_key(&known.ty)) {
            (true, true) => self.selection(document, &field.selection_set.node, &known.ty, complaints),
            (false, false) => {}
            (true, false) => complaints.push(format!("{on}.{name} is a {}, which has no fields", known.ty)),
            (false, true) => complaints.push(format!("{on}.{name} is a {}, of which nothing is selected", known.ty)),
        }
    }
}

fn innermost(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(element) => innermost(element),
    }
}

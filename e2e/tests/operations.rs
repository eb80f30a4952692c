//! Laws over `schema/operations`: what clients send, one named operation a file, valid by the composed schema.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

use std::fs;

use apollo_compiler::{ExecutableDocument, Schema, validation::Valid};
use e2e::{operations, schema_folder};

#[test]
fn each_file_has_one_operation_of_its_name_that_the_graph_answers() {
    let (schema, operations) = (committed(), operations().unwrap());
    assert!(operations.len() >= 10, "only {} operations: {:?}", operations.len(), operations.keys());
    let violations: Vec<_> = operations.iter().filter_map(|(file, text)| complaint(&schema, file, text)).collect();
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

#[test]
fn a_broken_operation_is_noticed() {
    let schema = committed();
    assert_eq!(complaint(&schema, "open_channel", "query OpenChannel { viewer { id } }"), None);
    for text in [
        "query Open { viewer { id } }",
        "{ viewer { id } }",
        "query OpenChannel { viewer { id } } query Other { viewer { id } }",
        "query OpenChannel {",
        "query OpenChannel { viewer { nothing } }",
        "query OpenChannel { channel { id } }",
        "query OpenChannel { _service { sdl } }",
    ] {
        assert!(complaint(&schema, "open_channel", text).is_some(), "{text}");
    }
}

/// What is wrong with the operation in `file`.
fn complaint(schema: &Valid<Schema>, file: &str, text: &str) -> Option<String> {
    let document = match ExecutableDocument::parse_and_validate(schema, text, file) {
        Ok(document) => document,
        Err(error) => return Some(error.errors.to_string()),
    };
    let names: Vec<_> = document.operations.iter().map(|operation| operation.name.as_deref()).collect();
    let expected = pascal_case(file);
    (names != [Some(expected.as_str())]).then(|| format!("{file}: has {names:?}, and should have one {expected}"))
}

fn committed() -> Valid<Schema> {
    let sdl = fs::read_to_string(schema_folder().join("api.graphql")).unwrap();
    Schema::parse_and_validate(sdl, "api.graphql").unwrap_or_else(|error| panic!("{}", error.errors))
}

fn pascal_case(file: &str) -> String {
    file.split(['_', '-'])
        .filter_map(|word| word.split_at_checked(1))
        .map(|(first, rest)| first.to_uppercase() + rest)
        .collect()
}

//! What is left of an answer when something is not found or fails, field by field.

use std::path::Path;

use apollo_compiler::response::{JsonMap, JsonValue};

use crate::{
    graph::{Graph, Source},
    law::{Fault, with_fault},
    operation::Operation,
};

#[test]
fn what_is_reached_over_an_entity_that_is_not_found_is_null_and_the_rest_is_there() {
    // The author is reached by an id which only `b` knows.
    let document = "{ containers { book { upc author { name } } } }";
    let (whole, response) = ask("a_key_leads_over_a_third_subgraph", document, Fault::NotFound { subgraph: 1 });
    assert_eq!(response.get("data"), Some(&without_authors(whole)));
    assert_eq!(response.get("errors"), None, "not to be there is no fault");
}

#[test]
fn a_subgraph_that_is_down_takes_its_own_fields() {
    let document = "{ containers { book { upc author { name } } } }";
    let (whole, response) = ask("a_key_leads_over_a_third_subgraph", document, Fault::Down { subgraph: 2 });
    assert_eq!(response.get("data"), Some(&without_authors(whole)));
    assert_eq!(codes(&response), ["SUBGRAPH_UNAVAILABLE"]);
}

#[test]
fn an_entity_that_is_not_found_where_it_must_be_takes_the_object_along() {
    let document = "{ item { id dear } }";
    let (whole, response) = ask("a_requirement_leads_to_another", document, Fault::NotFound { subgraph: 2 });
    assert!(whole.get("item").is_some_and(|item| !item.is_null()), "there is something to lose");
    assert_eq!(response.get("data").map(ToString::to_string).as_deref(), Some(r#"{"item":null}"#));
    assert_eq!(codes(&response), ["NULL_IN_NON_NULL_FIELD"]);
}

/// The answer of one server, and the response of the federated graph with a fault.
fn ask(graph: &str, document: &str, fault: Fault) -> (JsonValue, JsonMap) {
    let source = Source::folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("graphs").join(graph));
    let Ok(graph) = Graph::compose(&source) else { panic!("{graph} does not compose") };
    let operation = Operation { document: document.to_owned(), variables: JsonMap::new() };
    with_fault(&graph, 6, &operation, fault).unwrap_or_else(|broken| panic!("{}", broken.message))
}

fn without_authors(mut data: JsonValue) -> JsonValue {
    let containers = data.get_mut("containers").and_then(JsonValue::as_array_mut).expect("containers");
    let mut lost = 0;
    for container in containers {
        if let Some(author) = container.get_mut("book").and_then(|book| book.get_mut("author")) {
            lost += usize::from(!author.is_null());
            *author = JsonValue::Null;
        }
    }
    assert!(lost > 0, "there is something to lose");
    data
}

fn codes(response: &JsonMap) -> Vec<&str> {
    let errors = response.get("errors").and_then(JsonValue::as_array).into_iter().flatten();
    errors.filter_map(|error| error.get("extensions")?.get("code")?.as_str()).collect()
}

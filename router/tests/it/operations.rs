//! From a document to an answer: limits, variables, introspection, and the plans that are kept.

use chat_chassis::process::Environment;
use serde_json::{Value, json};

use crate::{
    graph::{BOTH, Graph, both, config, with_urls, working},
    stub::{Reply, Stub},
};

/// What GraphiQL and other tools send first.
const INTROSPECTION: &str = "query IntrospectionQuery { __schema { description queryType { name kind } mutationType { name kind }
    subscriptionType { name kind } types { ...FullType } directives { name description isRepeatable locations
    args(includeDeprecated: true) { ...InputValue } } } }
  fragment FullType on __Type { kind name description specifiedByURL
    fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
    inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
  fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
  fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
    ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";

#[tokio::test]
async fn the_schema_is_told_without_any_subgraph_and_without_the_machinery_of_federation() {
    let (graph, books, reviews) = working().await;
    let answer = graph.ask(INTROSPECTION).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    let types = answer["data"]["__schema"]["types"].as_array().unwrap();
    let names: Vec<_> = types.iter().filter_map(|of| of["name"].as_str()).collect();
    assert!(names.contains(&"Book") && names.contains(&"AddReviewInput"), "{names:?}");
    assert!(!names.iter().any(|name| name.starts_with("join__") || name.starts_with("link__")), "{names:?}");
    let named = "query ($name: String!) { here: __type(name: $name) { name } __typename }";
    let asked = |name: &str| json!({ "query": named, "variables": { "name": name } }).to_string();
    for (name, expected) in [("Book", json!({ "name": "Book" })), ("Nothing", Value::Null)] {
        let headers = [("content-type", "application/json")];
        let answer = graph.send(http::Method::POST, "/graphql", &headers, asked(name)).await.json();
        assert_eq!(answer, json!({ "data": { "here": expected, "__typename": "Query" } }));
    }
    assert_eq!(books.seen().len() + reviews.seen().len(), 0);
}

#[tokio::test]
async fn data_and_the_schema_may_be_asked_for_at_once() {
    let (graph, _books, _reviews) = working().await;
    let answer = graph.ask("{ __schema { queryType { name } } books { title } }").await;
    assert_eq!(answer["data"]["__schema"]["queryType"]["name"], "Query", "{answer}");
    assert_eq!(answer["data"]["books"][1]["title"], "Two");
}

#[tokio::test]
async fn production_does_not_describe_itself_unless_told_to() {
    let urls = with_urls("http://127.0.0.1:1/", "http://127.0.0.1:1/");
    for (yaml, code) in [(urls.clone(), "INTROSPECTION_DISABLED"), (format!("{urls}introspection: true\n"), "")] {
        let mut production = config(&yaml);
        production.environment = Environment::Production;
        let graph = Graph::of(production);
        assert_eq!(graph.post("{ __schema { queryType { name } } }", &[]).await.code(), code);
        assert_eq!(graph.post("{ __typename }", &[]).await.code(), "");
    }
}

#[tokio::test]
async fn circles_in_the_schema_are_not_followed_without_end() {
    let (graph, _books, _reviews) = working().await;
    let deep = format!("{{ __schema {{ types {{ {} name {} }} }} }}", "fields { type { ".repeat(10), "} }".repeat(10));
    assert_eq!(graph.post(&deep, &[]).await.code(), "OPERATION_TOO_COMPLEX");
}

#[tokio::test]
async fn a_document_is_limited_in_tokens_and_depth() {
    let (graph, books, _reviews) = working().await;
    let of = |tokens: usize| format!("{{ {} }}", "__typename, # or not\n ".repeat(tokens - 2));
    assert_eq!(graph.post(&of(1_000), &[]).await.code(), "");
    let long = of(1_001);
    let deep = format!("{{ {} {} }}", "... { ".repeat(70), "} ".repeat(70));
    for query in [long, deep, "{ ".repeat(50_000), "\"".repeat(1_001), "[".repeat(50_000)] {
        let refused = graph.post(&query, &[]).await;
        assert_eq!(refused.code(), "GRAPHQL_PARSE_FAILED", "{query:.40}");
        assert!(refused.json()["errors"].as_array().unwrap().len() <= 20);
    }
    assert!(books.seen().is_empty());
}

#[tokio::test]
async fn variables_are_coerced_before_anybody_is_asked() {
    let books = Stub::new(|_| Reply::Json(json!({ "data": { "addReview": null } }))).await;
    let graph = Graph::new(&books.url(), &books.url());
    let query = "mutation ($input: AddReviewInput!) { addReview(input: $input) { id } }";
    let ask = |input: Value| {
        let body = json!({ "query": query, "variables": { "input": input, "other": 1 } }).to_string();
        let graph = graph.clone();
        async move { graph.send(http::Method::POST, "/graphql", &[("content-type", "application/json")], body).await }
    };
    for bad in [
        json!(null),
        json!({}),
        json!({ "book": "1" }),
        json!({ "book": "1", "body": 2 }),
        json!({ "book": "1", "body": "x", "no": 1 }),
    ] {
        assert_eq!(ask(bad.clone()).await.code(), "BAD_USER_INPUT", "{bad}");
    }
    assert!(books.seen().is_empty());
    let answer = ask(json!({ "book": "1", "body": "good" })).await;
    assert_eq!(answer.json(), json!({ "data": { "addReview": null } }));
    let sent = &books.seen()[0].body["variables"];
    assert_eq!(*sent, json!({ "input": { "book": "1", "body": "good", "stars": 3 } }));
}

#[tokio::test]
async fn subscriptions_are_refused_and_not_run_as_something_else() {
    let (graph, _books, _reviews) = working().await;
    // The graph has none, so validation says it.
    assert_eq!(graph.post("subscription { books { id } }", &[]).await.code(), "GRAPHQL_VALIDATION_FAILED");
}

#[tokio::test]
async fn plans_are_shared_answers_are_not_and_two_operations_are_never_confused() {
    let (graph, books, _reviews) = working().await;
    let asked: Vec<_> = (0..32)
        .map(|_| {
            let graph = graph.clone();
            tokio::spawn(async move { graph.ask(BOTH).await })
        })
        .collect();
    for answer in asked {
        assert_eq!(answer.await.unwrap(), both());
    }
    assert_eq!(books.seen().len(), 32, "answers are not shared");

    let two = "query A { a: __typename } query B { b: __typename }";
    let named = |name: &str| json!({ "query": two, "operationName": name }).to_string();
    for (name, expected) in
        [("A", json!({ "a": "Query" })), ("B", json!({ "b": "Query" })), ("A", json!({ "a": "Query" }))]
    {
        let headers = [("content-type", "application/json")];
        let answer = graph.send(http::Method::POST, "/graphql", &headers, named(name)).await.json();
        assert_eq!(answer["data"], expected);
    }
}

//! What a supergraph asks of a router: labels of `@override`, which move a field for as many requests as are wanted, and
//! features that it must know.

use std::collections::HashMap;

use axum::{Json, Router, routing::post};
use chat_chassis::{Ambient, process::Environment};
use federation_compose::{SubgraphInput, compose};
use router::{RouterConfig, StartError, config::Config};
use serde_json::json;

use crate::graph::Graph;

/// `Query.total` moves from `old` to `new` while `label` is on. Each answers with its own name.
fn moving(label: &str, yaml: &str) -> RouterConfig {
    let link = r#"extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@override"])"#;
    let input = |name: &str, directive: &str| SubgraphInput {
        name: name.to_owned(),
        url: format!("http://{name}/graphql"),
        file: format!("{name}.graphql"),
        sdl: format!("{link} type Query {{ total: String {directive} {name}: String }}"),
    };
    let subgraphs = [input("old", ""), input("new", &format!(r#"@override(from: "old", label: "{label}")"#))];
    let supergraph = compose(&subgraphs).unwrap_or_else(|failure| panic!("{failure:?}")).supergraph;
    let answering = |name: &'static str| {
        (
            name.to_owned(),
            Router::new().route("/graphql", post(move || async move { Json(json!({ "data": { "total": name } })) })),
        )
    };
    RouterConfig {
        supergraph,
        in_process: HashMap::from([answering("old"), answering("new")]),
        authentication: None,
        config: Config::parse(yaml).unwrap(),
        environment: Environment::Development,
        sign_in_path: None,
        ambient: Ambient::system(),
    }
}

async fn asked(config: RouterConfig) -> String {
    Graph::of(config).ask("{ total }").await["data"]["total"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_label_moves_a_field_when_it_is_switched_on() {
    assert_eq!(asked(moving("new-total", "")).await, "old");
    assert_eq!(asked(moving("new-total", "override_labels: [new-total]")).await, "new");
}

#[tokio::test]
async fn a_percentage_moves_it_for_its_share_of_requests() {
    assert_eq!(asked(moving("percent(0)", "")).await, "old");
    assert_eq!(asked(moving("percent(100)", "")).await, "new");
    // The same document, planned for both.
    let graph = Graph::of(moving("percent(50)", ""));
    let mut seen = [false, false];
    // Not seeing both of them in two hundred draws is less likely than a bit that flips.
    for _ in 0..200 {
        seen[usize::from(graph.ask("{ total }").await["data"]["total"] == "new")] = true;
    }
    assert_eq!(seen, [true, true]);
}

#[test]
fn a_label_that_nothing_has_is_a_mistake() {
    for (label, named) in [("new-total", "new-totl"), ("percent(5)", "percent(5)")] {
        let started = router::Router::new(moving(label, &format!("override_labels: ['{named}']")));
        assert!(matches!(started.err(), Some(StartError::UnknownLabel(name)) if name == named));
    }
}

#[test]
fn what_wants_to_be_protected_is_not_served_unprotected() {
    let link = r#"extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"])"#;
    let sdl = format!("{link} type Query {{ secret: String @authenticated }}");
    let input = SubgraphInput { name: "a".to_owned(), url: "http://a/".to_owned(), file: "a.graphql".to_owned(), sdl };
    let supergraph = compose(&[input]).unwrap_or_else(|failure| panic!("{failure:?}")).supergraph;
    let config = RouterConfig { supergraph, in_process: HashMap::new(), ..moving("percent(0)", "") };
    let said = router::Router::new(config).err().unwrap().to_string();
    assert!(said.contains("security") && said.contains("authenticated"), "{said}");
}

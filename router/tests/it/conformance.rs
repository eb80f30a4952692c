//! GraphQL over HTTP, by its specification.

use http::Method;
use serde_json::{Value, json};

use crate::graph::{Answer, BOOKS, Graph, config, with_urls, working};

const RESPONSE: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

async fn post(graph: &Graph, accept: &str, content_type: &str, body: &str) -> Answer {
    let headers = [("accept", accept), ("content-type", content_type)];
    graph.send(Method::POST, "/graphql", &headers, body.to_owned()).await
}

#[tokio::test]
async fn each_media_type_has_its_statuses() {
    let (graph, _books, _reviews) = working().await;
    let of = |query: &str| json!({ "query": query }).to_string();
    let with = |members: Value| members.to_string();
    let declared = "query ($n: Int!) { books(first: $n) { title } }";
    // What is sent, the status in each media type, and the code.
    for (body, in_response, in_json, code) in [
        (of(BOOKS), 200, 200, ""),
        (with(json!({ "query": BOOKS, "operationName": null, "variables": null, "extensions": null })), 200, 200, ""),
        (with(json!({ "query": BOOKS, "unknown": [1], "extensions": { "a": 1 } })), 200, 200, ""),
        (with(json!({ "query": declared, "variables": { "n": 1, "unknown": true } })), 200, 200, ""),
        (of("{"), 400, 200, "GRAPHQL_PARSE_FAILED"),
        (of("{ nothing }"), 400, 200, "GRAPHQL_VALIDATION_FAILED"),
        (of("query A { __typename } query B { __typename }"), 400, 200, "OPERATION_NOT_FOUND"),
        (with(json!({ "query": BOOKS, "operationName": "Other" })), 400, 200, "OPERATION_NOT_FOUND"),
        (of(declared), 400, 200, "BAD_USER_INPUT"),
        (with(json!({ "query": declared, "variables": { "n": "1" } })), 400, 200, "BAD_USER_INPUT"),
        ("".to_owned(), 400, 400, "BAD_REQUEST"),
        ("{".to_owned(), 400, 400, "BAD_REQUEST"),
        ("null".to_owned(), 400, 400, "BAD_REQUEST"),
        ("\"{ __typename }\"".to_owned(), 400, 400, "BAD_REQUEST"),
        ("{}".to_owned(), 400, 400, "BAD_REQUEST"),
        (format!("[{}]", of(BOOKS)), 400, 400, "BAD_REQUEST"),
        (with(json!({ "query": 1 })), 400, 400, "BAD_REQUEST"),
        (with(json!({ "query": "" })), 400, 400, "BAD_REQUEST"),
        (with(json!({ "query": BOOKS, "operationName": 1 })), 400, 400, "BAD_REQUEST"),
        (with(json!({ "query": BOOKS, "variables": [] })), 400, 400, "BAD_REQUEST"),
        (with(json!({ "query": BOOKS, "variables": "{}" })), 400, 400, "BAD_REQUEST"),
        (with(json!({ "query": BOOKS, "extensions": "x" })), 400, 400, "BAD_REQUEST"),
        (r#"{"query":"{__typename}","query":"{__typename}"}"#.to_owned(), 400, 400, "BAD_REQUEST"),
    ] {
        for (accept, status) in [(RESPONSE, in_response), (JSON, in_json)] {
            let answer = post(&graph, accept, JSON, &body).await;
            assert_eq!(answer.status, status, "{accept} {body}: {answer:?}");
            assert_eq!(answer.code(), code, "{accept} {body}: {answer:?}");
            assert_eq!(answer.header("content-type"), format!("{accept}; charset=utf-8"));
            let members = answer.json();
            assert_eq!(members.get("data").is_some(), code.is_empty(), "a refusal has no data: {members}");
            if !code.is_empty() {
                assert!(!members["errors"][0]["message"].as_str().unwrap().is_empty());
            }
        }
    }
}

#[tokio::test]
async fn a_mistake_is_told_with_its_place() {
    let (graph, _books, _reviews) = working().await;
    for (query, line, column) in [("{\n  books {", 2, 10), ("{\n  nothing\n}", 2, 3)] {
        let answer = graph.ask(query).await;
        assert_eq!(answer["errors"][0]["locations"], json!([{ "line": line, "column": column }]), "{answer}");
    }
}

#[tokio::test]
async fn the_accepted_media_type_decides_and_none_is_refused() {
    let (graph, _books, _reviews) = working().await;
    let body = json!({ "query": BOOKS }).to_string();
    for (accept, expected) in [("*/*", JSON), (RESPONSE, RESPONSE), ("text/html, application/*;q=0.8", JSON)] {
        let answer = post(&graph, accept, JSON, &body).await;
        assert!(answer.status == 200 && answer.header("content-type").starts_with(expected), "{accept}: {answer:?}");
        assert_eq!(answer.header("vary"), "accept");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    let refused = post(&graph, "text/html", JSON, &body).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (406, "NOT_ACCEPTABLE"));
}

#[tokio::test]
async fn only_json_is_read_so_that_no_form_can_ask() {
    let (graph, books, _reviews) = working().await;
    let body = json!({ "query": BOOKS }).to_string();
    for content_type in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/json; charset=utf-16",
    ] {
        let refused = post(&graph, "*/*", content_type, &body).await;
        assert_eq!(
            (refused.status.as_u16(), refused.code().as_str()),
            (415, "UNSUPPORTED_MEDIA_TYPE"),
            "{content_type}"
        );
    }
    let refused = graph.send(Method::POST, "/graphql", &[], body.clone()).await;
    assert_eq!(refused.status, 415);
    assert!(books.seen().is_empty());
    assert_eq!(post(&graph, "*/*", "application/JSON; charset=UTF-8", &body).await.status, 200);
}

#[tokio::test]
async fn a_get_asks_in_its_url_and_changes_nothing() {
    let (graph, books, _reviews) = working().await;
    let get = |query: String| {
        let graph = graph.clone();
        async move { graph.send(Method::GET, &format!("/graphql?{query}"), &[("accept", RESPONSE)], "").await }
    };
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let declared = encoded("query A($n: Int!) { books(first: $n) { title } } query B { __typename }");

    let asked = get(format!("query={declared}&operationName=A&variables={}&extra=1", encoded(r#"{"n":2}"#))).await;
    assert_eq!(asked.json()["data"]["books"][0]["title"], "One", "{asked:?}");
    assert_eq!(books.seen()[0].body["variables"], json!({ "n": 2 }));

    let mutation = get(format!("query={}", encoded("mutation { addBook(title: \"x\") { id } }"))).await;
    assert_eq!((mutation.status.as_u16(), mutation.code().as_str()), (405, "METHOD_NOT_ALLOWED"));
    assert_eq!(mutation.header("allow"), "POST");

    for bad in [
        String::new(),
        "query=".to_owned(),
        format!("query={declared}&query={declared}"),
        format!("query={declared}&variables=x"),
        format!("query={declared}&variables=[]"),
        format!("query={declared}&extensions=1"),
    ] {
        let refused = get(bad.clone()).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (400, "BAD_REQUEST"), "{bad}");
    }
    assert_eq!(books.seen().len(), 1);
}

#[tokio::test]
async fn other_methods_and_paths_are_refused_in_the_same_shape() {
    let (graph, _books, _reviews) = working().await;
    let refused = graph.send(Method::PUT, "/graphql", &[], "").await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (405, "METHOD_NOT_ALLOWED"));
    assert_eq!(refused.header("allow"), "GET, HEAD, POST");
    let refused = graph.send(Method::GET, "/elsewhere", &[], "").await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (404, "NOT_FOUND"));
}

#[tokio::test]
async fn what_is_too_large_is_not_read() {
    let (graph, books, _reviews) = working().await;
    let padded = |length: usize| {
        let body = json!({ "query": BOOKS }).to_string();
        format!("{body}{}", " ".repeat(length - body.len()))
    };
    assert_eq!(post(&graph, JSON, JSON, &padded(128 * 1024)).await.status, 200);
    let refused = post(&graph, JSON, JSON, &padded(128 * 1024 + 1)).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (413, "PAYLOAD_TOO_LARGE"));

    let with_variables = |length: usize| {
        let body = json!({ "query": BOOKS, "variables": { "x": "y".repeat(length - r#"{"x":""}"#.len()) } });
        body.to_string()
    };
    assert_eq!(post(&graph, JSON, JSON, &with_variables(64 * 1024)).await.status, 200);
    let refused = post(&graph, JSON, JSON, &with_variables(64 * 1024 + 1)).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (413, "PAYLOAD_TOO_LARGE"));
    assert_eq!(books.seen().len(), 2);
}

#[tokio::test]
async fn deep_json_is_refused_and_harms_nothing() {
    let (graph, _books, _reviews) = working().await;
    for body in [
        "[".repeat(100_000),
        format!(r#"{{"query":"{{__typename}}","variables":{{"a":{}"#, "[".repeat(60_000)),
        format!(r#"{{"query":"{{__typename}}","variables":{{"a":{}{}}}}}"#, "[".repeat(30_000), "]".repeat(30_000)),
        "\u{0}".repeat(1_000),
    ] {
        let refused = post(&graph, RESPONSE, JSON, &body).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (400, "BAD_REQUEST"), "{body:.60}");
    }
    // What nobody looks at may be as deep as it likes.
    let ignored = format!(r#"{{"query":"{{__typename}}","x":{}{}}}"#, "[".repeat(30_000), "]".repeat(30_000));
    assert_eq!(post(&graph, RESPONSE, JSON, &ignored).await.status, 200);
}

#[tokio::test]
async fn the_page_to_try_things_on_loads_nothing_from_elsewhere_and_is_not_there_in_production() {
    let yaml = with_urls("http://127.0.0.1:1/", "http://127.0.0.1:1/");
    let development = Graph::of(config(&yaml));
    for path in ["/graphiql", "/graphiql/page.js", "/graphiql/page.css"] {
        let page = development.send(Method::GET, path, &[], "").await;
        assert_eq!(page.status, 200);
        assert!(page.header("content-security-policy").starts_with("default-src 'none'"), "{page:?}");
        let text = String::from_utf8(page.body.to_vec()).unwrap();
        assert!(!text.contains("://"), "{path} refers to another place");
    }
    let mut production = config(&yaml);
    production.environment = chat_chassis::process::Environment::Production;
    assert_eq!(Graph::of(production).send(Method::GET, "/graphiql", &[], "").await.status, 404);
}

#[tokio::test]
async fn it_lives_and_is_ready_without_any_subgraph() {
    let graph = Graph::new("http://127.0.0.1:1/", "http://127.0.0.1:1/");
    for path in ["/health", "/ready"] {
        let answer = graph.send(Method::GET, path, &[], "").await;
        assert_eq!((answer.status.as_u16(), &answer.json()["status"]), (200, &json!("ok")), "{path}");
    }
}

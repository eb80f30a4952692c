//! What is no answer: an error at the path, bounded memory, never data, never a panic.

use serde_json::json;

use crate::{
    graph::{BOTH, Graph, a_review_each, both, two_books, working},
    stub::{Reply, Stub},
};

#[tokio::test]
async fn two_subgraphs_answer_together() {
    let (graph, books, reviews) = working().await;
    assert_eq!(graph.ask(BOTH).await, both());
    assert_eq!((books.seen().len(), reviews.seen().len()), (1, 1));
}

/// What a client sees when reviews answers `reply` where books works.
async fn with_reviews(reply: impl Fn() -> Reply + Send + Sync + 'static) -> (serde_json::Value, Stub) {
    let books = Stub::new(two_books).await;
    let reviews = Stub::new(move |_| reply()).await;
    let answer = Graph::new(&books.url(), &reviews.url()).ask(BOTH).await;
    (answer, reviews)
}

fn raw(status: u16, content_type: &'static str, body: &'static str) -> impl Fn() -> Reply + Send + Sync + 'static {
    move || Reply::Raw { status, content_type, body: body.as_bytes().to_vec() }
}

#[tokio::test]
async fn what_is_no_answer_is_an_error_at_its_path_and_takes_nothing_else_away() {
    const JSON: &str = "application/json";
    let good = r#"{"data":{"_entities":[{"__typename":"Book","reviews":[]},{"__typename":"Book","reviews":[]}]}}"#;
    for (status, content_type, body, code) in [
        (200, "text/html", "<html></html>", "SUBGRAPH_INVALID_ANSWER"),
        (200, "text/plain", good, "SUBGRAPH_INVALID_ANSWER"),
        (200, JSON, "", "SUBGRAPH_INVALID_ANSWER"),
        (200, JSON, "<html></html>", "SUBGRAPH_INVALID_ANSWER"),
        (200, JSON, "null", "SUBGRAPH_INVALID_ANSWER"),
        (200, JSON, "[]", "SUBGRAPH_INVALID_ANSWER"),
        (200, JSON, "{}", "SUBGRAPH_INVALID_ANSWER"),
        (200, JSON, r#"{"data":{"_entities":[{"__typename":"Book","reviews":[]}]}}"#, "SUBGRAPH_INVALID_ANSWER"),
        (200, JSON, r#"{"data":{"_entities":[{"__typename":"Book","rev"#, "SUBGRAPH_INVALID_ANSWER"),
        (200, JSON, r#"{"data":{"_entities":[null,null]}} and more"#, "SUBGRAPH_INVALID_ANSWER"),
        (404, "text/html", "<html></html>", "SUBGRAPH_INVALID_ANSWER"),
        (301, JSON, good, "SUBGRAPH_INVALID_ANSWER"),
        (500, "text/html", "<html></html>", "SUBGRAPH_UNAVAILABLE"),
        (503, JSON, r#"{"message":"busy"}"#, "SUBGRAPH_UNAVAILABLE"),
    ] {
        let (answer, _stub) = with_reviews(raw(status, content_type, body)).await;
        let null = json!([{ "title": "One", "reviews": null }, { "title": "Two", "reviews": null }]);
        assert_eq!(answer["data"]["books"], null, "{status} {content_type} {body}: {answer}");
        let errors = answer["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{status} {content_type} {body}: {answer}");
        let extensions = &errors[0]["extensions"];
        assert_eq!(extensions["code"], code, "{status} {content_type} {body}: {answer}");
        assert_eq!(extensions["service"], "reviews", "{answer}");
        assert_eq!(errors[0]["path"][0], "books", "{answer}");
        assert!(!answer.to_string().contains("127.0.0.1"), "an address is told: {answer}");
    }
}

#[tokio::test]
async fn an_error_status_with_graphql_is_an_answer() {
    for (status, content_type) in [
        (400, "application/graphql-response+json"),
        (503, "application/graphql-response+json"),
        (503, "application/json"),
    ] {
        let body = r#"{"errors":[{"message":"not today","extensions":{"code":"CLOSED"}}]}"#;
        let (answer, reviews) = with_reviews(raw(status, content_type, body)).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "CLOSED", "{answer}");
        assert_eq!(answer["errors"][0]["message"], "not today", "{answer}");
        assert_eq!(reviews.seen().len(), 1, "an answer is not asked for twice");
    }
}

#[tokio::test]
async fn a_huge_answer_is_not_read_to_its_end() {
    for says_so in [true, false] {
        let (answer, reviews) = with_reviews(move || Reply::Huge { says_so }).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "SUBGRAPH_INVALID_ANSWER", "{answer}");
        assert_eq!(answer["data"]["books"][0]["title"], "One");
        // The limit is 8 MiB, and sockets hold a few more.
        assert!(reviews.written() < 24 * 1024 * 1024, "{} bytes were taken", reviews.written());
        assert_eq!(reviews.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_cut_body_is_never_data() {
    let beginning = r#"{"data":{"_entities":[{"__typename":"Book","reviews":[{"body":"x"}]},"#;
    let (answer, reviews) = with_reviews(move || Reply::Cut(beginning)).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "SUBGRAPH_UNAVAILABLE", "{answer}");
    assert_eq!(answer["data"]["books"][0]["reviews"], json!(null));
    assert_eq!(reviews.seen().len(), 3, "a query whose answer broke off is repeated twice");
}

#[tokio::test]
async fn an_entity_that_is_not_found_is_null_with_its_siblings_intact() {
    let books = Stub::new(two_books).await;
    let reviews = Stub::new(|seen| match a_review_each(seen) {
        Reply::Json(mut answer) => {
            answer["data"]["_entities"][0] = json!(null);
            Reply::Json(answer)
        }
        other => other,
    })
    .await;
    let answer = Graph::new(&books.url(), &reviews.url()).ask(BOTH).await;
    assert_eq!(answer["data"]["books"][0], json!({ "title": "One", "reviews": null }), "{answer}");
    assert_eq!(answer["data"]["books"][1]["reviews"][0]["body"], "of 2");
    assert_eq!(answer.get("errors"), None);
}

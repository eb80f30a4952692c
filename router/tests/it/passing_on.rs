//! What subgraphs are told beside the query.

use http::Method;

use crate::{
    graph::{BOTH, Graph, config, with_urls, working},
    stub::Seen,
};

fn text<'a>(seen: &'a Seen, name: &str) -> &'a str {
    seen.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn the_request_is_known_by_one_name_everywhere() {
    let (graph, books, reviews) = working().await;
    let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let answer = graph.post(BOTH, &[("x-request-id", "mine-1"), ("traceparent", trace)]).await;
    assert_eq!(answer.header("x-request-id"), "mine-1");
    for seen in [&books.seen()[0], &reviews.seen()[0]] {
        assert_eq!((text(seen, "x-request-id"), text(seen, "traceparent")), ("mine-1", trace));
        assert!(text(seen, "user-agent").starts_with("router/"));
        assert_eq!(text(seen, "accept"), "application/graphql-response+json, application/json");
        let left: u64 = text(seen, "x-deadline-ms").parse().unwrap();
        assert!((1..=1_500).contains(&left), "{left} ms");
    }

    let made = graph.post(BOTH, &[("x-request-id", "not a name")]).await;
    assert_eq!(made.header("x-request-id").len(), 32);
    assert_eq!(text(&books.seen()[1], "x-request-id"), made.header("x-request-id"));
}

#[tokio::test]
async fn headers_are_passed_on_if_they_are_named_and_no_others() {
    let (_, books, reviews) = working().await;
    let yaml = with_urls(&books.url(), &reviews.url());
    let sent =
        [("authorization", "Bearer theirs"), ("accept-language", "de"), ("cookie", "a=b"), ("x-deadline-ms", "2000")];

    Graph::of(config(&yaml)).post(BOTH, &sent).await;
    for name in ["authorization", "accept-language", "cookie"] {
        assert_eq!(text(&books.seen()[0], name), "", "{name}");
    }
    Graph::of(config(&format!("{yaml}forward_headers: [Authorization, accept-language]\n"))).post(BOTH, &sent).await;
    for seen in [&books.seen()[1], &reviews.seen()[1]] {
        assert_eq!((text(seen, "authorization"), text(seen, "accept-language")), ("Bearer theirs", "de"));
        assert_eq!(text(seen, "cookie"), "");
    }
}

#[tokio::test]
async fn a_refusal_has_a_name_too() {
    let (graph, _books, _reviews) = working().await;
    let refused = graph.send(Method::GET, "/graphql", &[("x-request-id", "mine-2")], "").await;
    assert_eq!((refused.status.as_u16(), refused.header("x-request-id")), (400, "mine-2"));
}

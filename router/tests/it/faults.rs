//! What a subgraph that fails costs: time that is bounded, repeats that are few, and nothing that others can answer.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    graph::{BOOKS, BOTH, Graph, two_books},
    stub::{Reply, Stub},
};

const ADD_BOOK: &str = "mutation Add { addBook(title: \"Three\") { title } }";

fn error(answer: &Value) -> (&str, &str, bool) {
    let extensions = &answer["errors"][0]["extensions"];
    let text = |name: &str| extensions[name].as_str().unwrap_or_default();
    (text("code"), text("service"), extensions["retryable"].as_bool().unwrap_or_default())
}

#[tokio::test]
async fn what_others_answer_is_there_while_a_subgraph_cannot_be_reached() {
    let books = Stub::new(two_books).await;
    let graph = Graph::new(&books.url(), &format!("http://{}/graphql", Stub::nobody().await));
    let answer = graph.ask(BOTH).await;
    assert_eq!(error(&answer), ("SUBGRAPH_UNAVAILABLE", "reviews", true), "{answer}");
    assert_eq!(answer["errors"].as_array().unwrap().len(), 1);
    assert_eq!(answer["data"]["books"][1], json!({ "title": "Two", "reviews": null }));
}

#[tokio::test]
async fn silence_and_dripping_end_with_the_deadline() {
    for reply in [|| Reply::Silence, || Reply::Drip] {
        let books = Stub::new(move |_| reply()).await;
        let graph = Graph::new(&books.url(), &books.url());
        let answer = graph.post(BOOKS, &[("x-deadline-ms", "300")]).await;
        assert_eq!(answer.status, 200);
        assert_eq!(error(&answer.json()), ("TIMEOUT", "books", true), "{answer:?}");
        assert_eq!(books.seen().len(), 1, "a subgraph that is slow is not asked again");
    }
}

#[tokio::test]
async fn a_client_cannot_prolong_the_deadline_and_an_attempt_is_shorter_than_it() {
    let books = Stub::new(|_| Reply::Silence).await;
    let graph = Graph::new(&books.url(), &books.url());
    let answer = graph.post(BOOKS, &[("x-deadline-ms", "3600000")]).await;
    assert_eq!(error(&answer.json()), ("TIMEOUT", "books", true));
    let told: u64 = books.seen()[0].headers["x-deadline-ms"].to_str().unwrap().parse().unwrap();
    assert!(told <= 1_500, "the subgraph was told {told} ms");
}

#[tokio::test]
async fn a_query_is_repeated_twice_and_succeeds_when_the_subgraph_recovers() {
    let replies: [fn() -> Reply; 3] = [
        || Reply::Close,
        || Reply::Cut("{"),
        || Reply::Raw { status: 502, content_type: "text/html", body: Vec::new() },
    ];
    for reply in replies {
        let failing = Stub::new(move |_| reply()).await;
        let answer = Graph::new(&failing.url(), &failing.url()).ask(BOOKS).await;
        assert_eq!(error(&answer), ("SUBGRAPH_UNAVAILABLE", "books", true), "{answer}");
        assert_eq!(failing.seen().len(), 3);

        let recovering = Stub::new(move |seen| if seen.number < 2 { reply() } else { two_books(seen) }).await;
        let answer = Graph::new(&recovering.url(), &recovering.url()).ask(BOOKS).await;
        assert_eq!(answer["data"]["books"][0]["title"], "One", "{answer}");
        assert_eq!(answer.get("errors"), None);
    }
}

#[tokio::test]
async fn a_mutation_is_never_sent_twice() {
    let replies: [fn() -> Reply; 3] = [
        || Reply::Close,
        || Reply::Cut("{"),
        || Reply::Raw { status: 503, content_type: "text/html", body: Vec::new() },
    ];
    for reply in replies {
        let books = Stub::new(move |_| reply()).await;
        let answer = Graph::new(&books.url(), &books.url()).ask(ADD_BOOK).await;
        assert_eq!(error(&answer).0, "SUBGRAPH_UNAVAILABLE", "{answer}");
        assert_eq!(books.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_mutation_of_which_no_byte_was_sent_is_repeated() {
    let address = Stub::nobody().await;
    let graph = Graph::new(&format!("http://{address}/graphql"), "http://127.0.0.1:1/graphql");
    // The subgraph comes up between attempts, if there is more than one. Should it come up too late for this request, the
    // next one finds it.
    for _ in 0..20 {
        let asked = tokio::spawn({
            let graph = graph.clone();
            async move { graph.ask(ADD_BOOK).await }
        });
        tokio::time::sleep(Duration::from_millis(5)).await;
        let books = Stub::at(address, |_| Reply::Json(json!({ "data": { "addBook": { "title": "Three" } } }))).await;
        let answer = asked.await.unwrap();
        if answer["data"]["addBook"]["title"] == "Three" && answer.get("errors").is_none() {
            assert_eq!(books.seen().len(), 1);
            return;
        }
        drop(books);
    }
    panic!("a mutation that was not sent was never repeated");
}

#[tokio::test]
async fn the_breaker_opens_answers_without_asking_and_closes_when_the_subgraph_is_back() {
    let works = Arc::new(AtomicBool::new(false));
    let books = Stub::new({
        let works = works.clone();
        move |seen| if works.load(Ordering::Relaxed) { two_books(seen) } else { Reply::Close }
    })
    .await;
    let graph = Graph::new(&books.url(), &books.url());
    // Mutations, because they are not repeated: each is one call.
    let mut asked = 0;
    while books.seen().len() == asked {
        assert_eq!(error(&graph.ask(ADD_BOOK).await).0, "SUBGRAPH_UNAVAILABLE");
        asked += 1;
        assert!(asked <= 21, "it never opened");
    }
    assert_eq!(asked, 21, "it opens at twenty failures");
    let ready = graph.send(http::Method::GET, "/ready", &[], "").await;
    assert_eq!((ready.status.as_u16(), &ready.json()["status"]), (200, &json!("degraded")));
    assert_eq!(ready.json()["subgraphs"], json!({ "books": "down", "reviews": "ok" }));

    works.store(true, Ordering::Relaxed);
    let healed = async {
        while graph.ask(BOOKS).await["data"]["books"][0]["title"] != "One" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), healed).await.expect("it never closed");
    while graph.send(http::Method::GET, "/ready", &[], "").await.json()["status"] != "ok" {
        graph.ask(BOOKS).await;
    }
}

#[tokio::test]
async fn hurried_clients_cannot_open_the_breaker() {
    let slow = Arc::new(AtomicBool::new(true));
    let books = Stub::new({
        let slow = slow.clone();
        move |seen| if slow.load(Ordering::Relaxed) { Reply::Silence } else { two_books(seen) }
    })
    .await;
    let graph = Graph::new(&books.url(), &books.url());
    for _ in 0..30 {
        let answer = graph.post(BOOKS, &[("x-deadline-ms", "5")]).await;
        assert_eq!(answer.code(), "TIMEOUT");
    }
    slow.store(false, Ordering::Relaxed);
    assert_eq!(graph.ask(BOOKS).await["data"]["books"][0]["title"], "One");
}

#[tokio::test]
async fn no_more_requests_are_under_way_than_the_limit_says() {
    let books = Stub::new(|_| Reply::Silence).await;
    let yaml =
        format!("{}limits: {{ requests_per_subgraph: 2 }}\n", crate::graph::with_urls(&books.url(), &books.url()));
    let graph = Graph::of(crate::graph::config(&yaml));
    let asked: Vec<_> = (0..6)
        .map(|_| {
            let graph = graph.clone();
            tokio::spawn(async move { graph.post(BOOKS, &[("x-deadline-ms", "1200")]).await.code() })
        })
        .collect();
    let mut codes = Vec::new();
    for one in asked {
        codes.push(one.await.unwrap());
    }
    codes.sort();
    let (busy, late) = ("SUBGRAPH_UNAVAILABLE", "TIMEOUT");
    assert_eq!(codes, [busy, busy, busy, busy, late, late]);
    assert_eq!(books.seen().len(), 2);
}

//! One law for all ways to reach a subgraph: the same answer.

use std::sync::{Arc, Mutex};

use axum::{Json, Router, extract::State, routing::post};
use chat_chassis::serve;
use http::{HeaderMap, Version};
use serde_json::{Value, json};
use tokio::net::{TcpListener, UnixListener};
use tokio_util::sync::CancellationToken;

use crate::graph::{BOTH, Graph, both, config, with_urls};

/// Not a subgraph: answers for both, and notes over which version of HTTP it was asked.
#[derive(Clone, Default)]
struct Both {
    versions: Arc<Mutex<Vec<Version>>>,
    headers: Arc<Mutex<Vec<HeaderMap>>>,
}

impl Both {
    fn routes(&self) -> Router {
        Router::new().route("/graphql", post(answer)).with_state(self.clone())
    }
}

async fn answer(
    State(both): State<Both>,
    version: Version,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Json<Value> {
    both.versions.lock().unwrap().push(version);
    both.headers.lock().unwrap().push(headers);
    let book = |id: &str, title: &str| json!({ "__typename": "Book", "id": id, "title": title });
    let reviews = |id: &str| json!({ "__typename": "Book", "reviews": [{ "body": format!("of {id}") }] });
    let is_entities = body["query"].as_str().unwrap().contains("_entities");
    let books = json!({ "books": [book("1", "One"), book("2", "Two")] });
    let entities = json!({ "_entities": [reviews("1"), reviews("2")] });
    Json(json!({ "data": if is_entities { entities } else { books } }))
}

async fn over(url: &str, subgraph: &Both, version: Version) {
    let graph = Graph::new(url, url);
    for _ in 0..3 {
        assert_eq!(graph.ask(BOTH).await, both(), "{url}");
    }
    assert_eq!(*subgraph.versions.lock().unwrap(), [version; 6], "{url}");
}

#[tokio::test]
async fn over_tcp_with_either_version_of_http() {
    for (scheme, version) in [("http", Version::HTTP_11), ("h2c", Version::HTTP_2)] {
        let (subgraph, stop) = (Both::default(), CancellationToken::new());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("{scheme}://{}/graphql", listener.local_addr().unwrap());
        let served = tokio::spawn(serve::serve(listener, subgraph.routes(), stop.clone()));
        over(&url, &subgraph, version).await;
        stop.cancel();
        served.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn over_a_unix_socket() {
    let (subgraph, folder) = (Both::default(), tempfile::tempdir().unwrap());
    let path = folder.path().join("both.sock");
    let listener = UnixListener::bind(&path).unwrap();
    let routes = subgraph.routes();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    over(&format!("unix://{}:/graphql", path.display()), &subgraph, Version::HTTP_11).await;

    let answer = Graph::new(&format!("unix://{}", folder.path().join("none.sock").display()), "http://127.0.0.1:1/");
    assert_eq!(answer.post(BOTH, &[]).await.code(), "SUBGRAPH_UNAVAILABLE");
}

#[tokio::test]
async fn in_this_process() {
    let subgraph = Both::default();
    let mut config = config("");
    for name in ["books", "reviews"] {
        config.in_process.insert(name.to_owned(), subgraph.routes());
    }
    let graph = Graph::of(config);
    assert_eq!(graph.ask(BOTH).await, both());
    assert_eq!(subgraph.versions.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn connections_are_kept() {
    let (subgraph, stop) = (Both::default(), CancellationToken::new());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let opened = Arc::new(Mutex::new(0));
    // Passes each connection on to the subgraph, and counts them.
    let backend = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = backend.local_addr().unwrap();
    tokio::spawn(serve::serve(backend, subgraph.routes(), stop.clone()));
    tokio::spawn({
        let opened = opened.clone();
        async move {
            while let Ok((mut client, _)) = listener.accept().await {
                *opened.lock().unwrap() += 1;
                tokio::spawn(async move {
                    let mut server = tokio::net::TcpStream::connect(target).await.unwrap();
                    tokio::io::copy_bidirectional(&mut client, &mut server).await
                });
            }
        }
    });
    let url = format!("http://{address}/graphql");
    let graph = Graph::new(&url, &url);
    for _ in 0..10 {
        assert_eq!(graph.ask(BOTH).await, both());
    }
    // One for each of the two subgraphs.
    assert_eq!(*opened.lock().unwrap(), 2);
    stop.cancel();
}

#[test]
fn a_subgraph_that_the_supergraph_lacks_is_a_mistake() {
    let mut config = config(&with_urls("http://127.0.0.1:1/", "http://127.0.0.1:1/"));
    config.in_process.insert("authors".to_owned(), Router::new());
    let error = router::Router::new(config).err().unwrap().to_string();
    assert_eq!(error, "the supergraph has no subgraph `authors`; it has books, reviews");
}

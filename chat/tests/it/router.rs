//! The router of the process: what clients talk to.

use http::{Method, StatusCode};
use serde_json::json;

use crate::process::Chat;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newcomer_is_somebody_where_there_is_a_demo_and_nobody_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Chat::start(&folder.path().join("demo"), &[]);
    let client = Chat::client(demo.ports.router);
    let token = client.send(Method::GET, "/demo/token", &[], "").await.unwrap();
    assert_eq!((token.status, &token.headers["cache-control"]), (StatusCode::OK, &"no-store".parse().unwrap()));
    let token = String::from_utf8(token.body.to_vec()).unwrap();
    let query = "{ viewer { id user { username } channels { nodes { name } } } }";
    let me = demo.ask(demo.ports.router, &token, query, json!({})).await;
    assert_eq!(me["viewer"]["user"]["username"], "alice");
    // The page does the same.
    let page = client.send(Method::GET, "/graphiql", &[], "").await.unwrap();
    assert!(String::from_utf8(page.body.to_vec()).unwrap().contains(r#"{"signIn":"/demo/token"}"#));

    let empty = Chat::start(&folder.path().join("empty"), &["--seed", "none"]);
    assert!(!empty.banner.contains("signed in"), "{}", empty.banner);
    let client = Chat::client(empty.ports.router);
    assert_eq!(client.send(Method::GET, "/demo/token", &[], "").await.unwrap().status, StatusCode::NOT_FOUND);
    let page = client.send(Method::GET, "/graphiql", &[], "").await.unwrap();
    assert!(String::from_utf8(page.body.to_vec()).unwrap().contains(r#"{"signIn":null}"#));
}

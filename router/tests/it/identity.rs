//! Who the client is, what subgraphs are told of it, and where the keys come from.

use std::{path::Path, sync::Arc, time::Duration};

use axum::{Extension, Json, Router, routing::post};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chat_chassis::{
    Ambient, Identity, Role, Viewer,
    ambient::Source,
    identity::{Authenticator, access, keys::KeyFolder},
};
use chat_model::Timestamp;
use router::identity::Authentication;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    graph::{Answer, BOOKS, BOTH, Graph, config, with_urls, working},
    stub::{Reply, Stub},
};

/// Keys of the router, and of whoever signs access tokens.
struct Keys {
    folder: TempDir,
}

impl Keys {
    fn new() -> Self {
        let keys = Self { folder: tempfile::tempdir().unwrap() };
        keys.make("router");
        keys.make(access::KEY_NAME);
        keys
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn folder(&self) -> KeyFolder {
        KeyFolder::new(self.path())
    }

    fn make(&self, name: &str) {
        self.folder().make(name, &Ambient::system()).unwrap();
    }

    fn token(&self, key: &str, ambient: &Ambient) -> String {
        access::sign(&alice(ambient), ambient.now(), &self.folder().signing_key(key).unwrap()).unwrap()
    }

    /// Takes the public keys of access tokens out of the folder, and returns them.
    fn withhold(&self) -> Value {
        let path = self.path().join("public/access.jwks.json");
        let set = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        std::fs::remove_file(path).unwrap();
        set
    }

    fn authentication(&self) -> Authentication {
        Authentication::new(&self.folder(), Ambient::system()).unwrap()
    }

    fn with_jwks(&self, stub: &str) -> Authentication {
        self.authentication().with_jwks(stub.parse().unwrap(), self.path().join("cache.json"))
    }
}

fn alice(ambient: &Ambient) -> Viewer {
    let until = access::end(ambient.now());
    Viewer { user: ambient.id(), session: ambient.id(), name: "alice".to_owned(), role: Role::Member, until }
}

/// A clock that is behind the system's.
struct Behind(Duration);

impl Source for Behind {
    fn now(&self) -> Timestamp {
        let now = Ambient::system().now().as_millis();
        Timestamp::from_millis(now - i64::try_from(self.0.as_millis()).unwrap())
    }
    fn random(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

fn graph(books: &Stub, reviews: &Stub, authentication: Authentication) -> Graph {
    let mut config = config(&with_urls(&books.url(), &reviews.url()));
    config.authentication = Some(authentication);
    Graph::of(config)
}

async fn shown(graph: &Graph, token: &str) -> Answer {
    graph.post(BOTH, &[("authorization", &format!("Bearer {token}"))]).await
}

#[tokio::test]
async fn each_subgraph_gets_a_passport_of_its_own_and_never_the_clients_token() {
    let (_, books, reviews) = working().await;
    let keys = Keys::new();
    let graph = graph(&books, &reviews, keys.authentication());
    let token = keys.token(access::KEY_NAME, &Ambient::system());
    for (number, authorization) in [(0, None), (1, Some(format!("Bearer {token}")))] {
        let headers: Vec<_> = authorization.iter().map(|value| ("authorization", value.as_str())).collect();
        assert_eq!(graph.post(BOTH, &headers).await.code(), "");
        for (audience, other, stub) in [("books", "reviews", &books), ("reviews", "books", &reviews)] {
            let seen = stub.seen()[number].headers["authorization"].to_str().unwrap().to_owned();
            let passport = seen.strip_prefix("Bearer ").unwrap();
            assert_ne!(passport, token);
            let verify = |audience: &str| {
                let issuers = ["router".to_owned()];
                Authenticator::new(audience, &keys.folder(), &issuers, &[], Ambient::system()).verify(passport)
            };
            let identity = verify(audience).unwrap();
            assert_eq!(identity.viewer.map(|viewer| viewer.name), authorization.as_ref().map(|_| "alice".to_owned()));
            assert!(identity.service.is_none());
            assert!(verify(other).is_err(), "a passport is for one subgraph");
        }
    }
}

#[tokio::test]
async fn a_token_that_does_not_count_is_refused_before_anything_is_read() {
    let (_, books, reviews) = working().await;
    let keys = Keys::new();
    keys.make("stranger");
    let graph = graph(&books, &reviews, keys.authentication());
    let good = keys.token(access::KEY_NAME, &Ambient::system());
    let expired = keys.token(access::KEY_NAME, &Ambient::from_source(Behind(Duration::from_secs(3_600))));
    let (_, claims) = good.split_once('.').unwrap();
    let (claims, signature) = claims.split_once('.').unwrap();
    let header = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let altered = URL_SAFE_NO_PAD.decode(claims).unwrap();
    let altered = String::from_utf8(altered).unwrap().replace("MEMBER", "ADMIN");
    let passport = chat_chassis::identity::Passports::new(
        "router",
        keys.folder().signing_key("router").unwrap(),
        Ambient::system(),
    )
    .mint("books", &Identity::default())
    .unwrap();
    for (what, token) in [
        ("nothing", String::new()),
        ("no token", "x".to_owned()),
        ("expired", expired),
        ("another's key", keys.token("stranger", &Ambient::system())),
        ("algorithm none", format!("{}.{claims}.", header(r#"{"alg":"none","typ":"at+jwt"}"#))),
        ("algorithm HS256", format!("{}.{claims}.{signature}", header(r#"{"alg":"HS256","typ":"at+jwt","kid":"x"}"#))),
        ("no signature", format!("{}.{claims}.", good.split('.').next().unwrap())),
        (
            "altered claims",
            format!("{}.{}.{signature}", good.split('.').next().unwrap(), URL_SAFE_NO_PAD.encode(altered)),
        ),
        ("a passport", passport),
    ] {
        let refused = shown(&graph, &token).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (401, "UNAUTHENTICATED"), "{what}");
        assert!(refused.header("www-authenticate").starts_with("Bearer"), "{what}");
        assert_eq!(refused.json().get("data"), None);
    }
    let basic = graph.post(BOTH, &[("authorization", "Basic eDp5")]).await;
    assert_eq!(basic.status, 401);
    assert!(books.seen().is_empty());
    assert_eq!(shown(&graph, &good).await.code(), "");
}

#[tokio::test]
async fn a_subgraph_in_this_process_is_handed_the_identity() {
    let whoami = |Extension(identity): Extension<Identity>| async move {
        let name = identity.viewer.map_or("nobody".to_owned(), |viewer| viewer.name);
        Json(json!({ "data": { "books": [{ "__typename": "Book", "id": "1", "title": name }] } }))
    };
    let keys = Keys::new();
    let mut config = config("");
    config.in_process.insert("books".to_owned(), Router::new().route("/graphql", post(whoami)));
    config.authentication = Some(keys.authentication());
    let graph = Graph::of(config);
    assert_eq!(graph.ask(BOOKS).await["data"]["books"][0]["title"], "nobody");
    let token = keys.token(access::KEY_NAME, &Ambient::system());
    let answer = graph.post(BOOKS, &[("authorization", &format!("Bearer {token}"))]).await;
    assert_eq!(answer.json()["data"]["books"][0]["title"], "alice");
}

#[tokio::test]
async fn an_unknown_key_is_asked_for_at_once_and_then_known_without_asking() {
    let (_, books, reviews) = working().await;
    let keys = Keys::new();
    let set = keys.withhold();
    let users = Stub::new(move |_| Reply::Json(set.clone())).await;
    let graph = graph(&books, &reviews, keys.with_jwks(&users.url()));
    let token = keys.token(access::KEY_NAME, &Ambient::system());
    for _ in 0..3 {
        assert_eq!(shown(&graph, &token).await.code(), "");
    }
    assert_eq!(users.seen().len(), 1);

    // However many unknown keys are shown, the endpoint is asked once a second at most.
    keys.make("stranger");
    let stranger = keys.token("stranger", &Ambient::system());
    for _ in 0..20 {
        assert_eq!(shown(&graph, &stranger).await.status, 401);
    }
    assert!(users.seen().len() <= 3, "it was asked {} times", users.seen().len());
}

#[tokio::test]
async fn everyone_is_still_known_after_a_restart_while_the_keys_cannot_be_asked_for() {
    let (_, books, reviews) = working().await;
    let keys = Keys::new();
    let set = keys.withhold();
    let token = keys.token(access::KEY_NAME, &Ambient::system());
    let users = Stub::new(move |_| Reply::Json(set.clone())).await;
    let url = users.url();
    assert_eq!(shown(&graph(&books, &reviews, keys.with_jwks(&url)), &token).await.code(), "");

    drop(users);
    let restarted = graph(&books, &reviews, keys.with_jwks(&url));
    assert_eq!(shown(&restarted, &token).await.code(), "");

    std::fs::remove_file(keys.path().join("cache.json")).unwrap();
    let forgetful = graph(&books, &reviews, keys.with_jwks(&url));
    assert_eq!(shown(&forgetful, &token).await.status, 401, "the copy was what made the difference");
}

#[tokio::test]
async fn keys_are_asked_for_before_anybody_shows_a_token() {
    let keys = Keys::new();
    let set = keys.withhold();
    let users = Stub::new(move |_| Reply::Json(set.clone())).await;
    let authentication = keys.with_jwks(&users.url());
    let kept = async {
        while !keys.path().join("cache.json").exists() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        () = authentication.keep_fresh() => panic!("it does not end"),
        kept = tokio::time::timeout(Duration::from_secs(20), kept) => kept.unwrap(),
    }
    assert_eq!(users.seen().len(), 1);
}

#[tokio::test]
async fn only_a_set_of_keys_replaces_the_last_good_one() {
    let raw = |status, content_type, body: &str| Reply::Raw { status, content_type, body: body.as_bytes().to_vec() };
    let replies: [Arc<dyn Fn() -> Reply + Send + Sync>; 7] = [
        Arc::new(move || raw(200, "text/html", "<html></html>")),
        Arc::new(move || raw(200, "application/json", "{}")),
        Arc::new(move || raw(200, "application/json", r#"{"keys":[]}"#)),
        Arc::new(move || raw(500, "application/json", r#"{"keys":[]}"#)),
        Arc::new(|| Reply::Cut(r#"{"keys":["#)),
        Arc::new(|| Reply::Huge { says_so: false }),
        Arc::new(|| Reply::Close),
    ];
    for reply in replies {
        let (_, books, reviews) = working().await;
        let keys = Keys::new();
        keys.make("stranger");
        let users = Stub::new(move |_| reply()).await;
        let graph = graph(&books, &reviews, keys.with_jwks(&users.url()));
        assert_eq!(shown(&graph, &keys.token("stranger", &Ambient::system())).await.status, 401);
        assert_eq!(users.seen().len(), 1);
        assert_eq!(shown(&graph, &keys.token(access::KEY_NAME, &Ambient::system())).await.code(), "");
        assert!(!keys.path().join("cache.json").exists());
    }
}

#[test]
fn the_clients_authorization_cannot_take_the_place_of_passports() {
    let mut config = config("forward_headers: [authorization]\n");
    config.authentication = Some(Keys::new().authentication());
    assert!(router::Router::new(config).err().unwrap().to_string().contains("passports"));
}

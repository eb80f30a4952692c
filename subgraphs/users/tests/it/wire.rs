//! What only the HTTP layer can show.

use std::sync::Mutex;

use ::http::Method;
use axum::Router;
use chat_chassis::{
    identity::access,
    process::{Environment, Process, Subgraph},
};
use chat_testkit::{
    TestDatabase,
    contract::{Contract, Served, check_bad_requests, check_identity},
    laws,
};
use chat_users::{Store, Users, graphql::Given, http, logins::LoginLimit, passwords::Passwords, tokens::Tokens};
use chat_users_migrations::Migrator;
use serde_json::{Value, json};

use crate::service::{CHEAP, PASSWORD};

const CONTRACT: Contract = Contract { audience: "users", query: "{ usernameAvailable(username: \"alice\") }" };

fn router(db: &TestDatabase, process: Process) -> Router {
    let given = Given {
        store: Store::new(db.database.clone()),
        passwords: Passwords::with_workers(CHEAP, 1, process.ambient.clone()).unwrap(),
        tokens: Tokens::new(process.keys.signing_keys(access::KEY_NAME).unwrap(), process.ambient.clone()).unwrap(),
        logins: LoginLimit::per_minute(5),
        ambient: process.ambient.clone(),
    };
    http::router(given, process)
}

laws! { Migrator;
    async fn whoever_has_no_valid_passport_gets_401_on_every_path(db) {
        check_identity(CONTRACT, |process| router(&db, process)).await;
    }

    async fn a_bad_request_gets_4xx_or_bad_user_input(db) {
        check_bad_requests(CONTRACT, |process| router(&db, process)).await;
    }

    async fn the_public_keys_are_for_everybody(db) {
        let served = Served::new("users", Environment::Production, |process| router(&db, process)).await;
        let answer = served.client.send(Method::GET, "/.well-known/jwks.json", &[], "").await.unwrap();
        assert_eq!((answer.status.as_u16(), &answer.headers["cache-control"]), (200, &"public, max-age=60".parse().unwrap()));
        let key = &answer.json()["keys"][0];
        assert_eq!((&key["kty"], &key["crv"], &key["alg"]), (&json!("OKP"), &json!("Ed25519"), &json!("EdDSA")));
        assert!(key["x"].is_string() && key.get("d").is_none());
    }

    async fn somebody_registers_and_comes_back_with_the_token_over_a_socket(db) {
        let served = Served::new("users", Environment::Development, |process| router(&db, process)).await;
        let register = "mutation ($p: String!) { register(input: { username: \"alice\", email: \"a@example.com\", password: $p }) {
            viewer { user { username } } credentials { accessToken } errors { code } } }";
        let answer = served.client.graphql(&served.anonymous(), register, json!({ "p": PASSWORD })).await.unwrap().json();
        let token = answer["data"]["register"]["credentials"]["accessToken"].as_str().unwrap().to_owned();
        let answer = served.client.graphql(&token, "{ viewer { user { username } email } }", Value::Null).await.unwrap().json();
        assert_eq!(answer, json!({ "data": { "viewer": { "user": { "username": "alice" }, "email": "a@example.com" } } }));
    }
}

/// As the binary starts: keys made, database migrated.
#[tokio::test]
async fn in_development_it_starts_from_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let config = chat_users::Config {
        database_url: chat_chassis::Secret::new(format!("sqlite://{}/users.sqlite?mode=rwc", folder.path().display())),
        logins_per_minute: 5,
    };
    let started = Mutex::new(None);
    let served = Served::new("users", Environment::Development, |process| {
        *started.lock().unwrap() = Some(process);
        Router::new()
    })
    .await;
    let process = started.lock().unwrap().take().unwrap();
    let app = Users::start(config, process).await.unwrap();
    let client = chat_testkit::wire::WireClient::new(chat_testkit::wire::serve(app).await);
    let answer = client.graphql(&served.anonymous(), CONTRACT.query, Value::Null).await.unwrap().json();
    assert_eq!(answer, json!({ "data": { "usernameAvailable": true } }));
    assert_eq!(client.send(Method::GET, "/ready", &[], "").await.unwrap().status.as_u16(), 200);
}

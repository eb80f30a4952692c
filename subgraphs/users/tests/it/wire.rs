//! What only the HTTP layer can show.

use std::sync::{Arc, Mutex};

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
    Users::migrate(config.clone()).await.unwrap();
    let app = Users::start(config, process).await.unwrap();
    let client = chat_testkit::wire::WireClient::new(chat_testkit::wire::serve(app).await);
    let answer = client.graphql(&served.anonymous(), CONTRACT.query, Value::Null).await.unwrap().json();
    assert_eq!(answer, json!({ "data": { "usernameAvailable": true } }));
    assert_eq!(client.send(Method::GET, "/ready", &[], "").await.unwrap().status.as_u16(), 200);
}

/// On one thread, so that the log of this test is the log of this thread.
#[tokio::test]
async fn nothing_secret_is_logged() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_writer({
            let log = log.clone();
            move || log.clone()
        })
        .with_env_filter("debug,chat_users=trace,chat_graph=trace,chat_chassis=trace,chat_store=trace,sea_orm=trace")
        .finish();
    // While there is one subscriber alone, tracing asks that of the thread which reaches a log line first whether the line is
    // wanted by anybody: a test on another thread would answer for this one.
    let _another = tracing::Dispatch::new(tracing_subscriber::fmt().with_writer(std::io::sink).finish());
    let _logging = tracing::subscriber::set_default(subscriber);
    let db = TestDatabase::sqlite::<Migrator>().await;
    let served = Served::new("users", Environment::Development, |process| router(&db, process)).await;
    let anonymous = served.anonymous();
    let auth = "viewer { email } credentials { accessToken refreshToken } errors { code }";
    let send = async |token: &str, query: String| {
        let query = query.replace("AUTH", auth).replace("PASSWORD", PASSWORD);
        served.client.graphql(token, &query, Value::Null).await.unwrap().json()
    };
    let register = r#"mutation { register(input: { username: "alice", email: "canary@example.com", password: "PASSWORD" }) { AUTH } }"#;
    let log_in = r#"mutation { logIn(input: { login: "Canary@Example.com", password: "PASSWORD" }) { AUTH } }"#;
    let wrong = r#"mutation { logIn(input: { login: "canary@example.com", password: "not PASSWORD" }) { AUTH } }"#;
    let malformed = r#"mutation { logIn(input: { login: "canary@example.com", password: ["PASSWORD"] }) { AUTH } }"#;

    let first = send(&anonymous, register.to_owned()).await["data"]["register"].take();
    let second = send(&anonymous, log_in.to_owned()).await["data"]["logIn"].take();
    for refused in [register, wrong, malformed, "{ viewer { email canary@example.com } }"] {
        send(&anonymous, refused.to_owned()).await;
    }
    let [access, refresh] = ["accessToken", "refreshToken"].map(|name| first["credentials"][name].as_str().unwrap());
    // Used twice, so that the end of the session is logged.
    for _ in 0..2 {
        send(access, format!(r#"mutation {{ refreshSession(input: {{ refreshToken: "{refresh}" }}) {{ AUTH }} }}"#))
            .await;
    }
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("operation") && log.contains("a refresh token was used twice"), "{log}");
    let other = second["credentials"]["refreshToken"].as_str().unwrap();
    for secret in [PASSWORD, "canary", "argon2", access, refresh, other, anonymous.as_str()] {
        assert!(!log.to_lowercase().contains(&secret.to_lowercase()), "{secret}: {log}");
    }
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

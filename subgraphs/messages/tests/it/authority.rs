//! The client of channels, against a stub of channels on a real socket.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{Json, Router, http::StatusCode, routing::post};
use chat_chassis::{
    Ambient, Identity,
    client::ServiceClient,
    identity::{Authenticator, Passports, keys::KeyFolder},
};
use chat_messages::{
    Channels,
    authority::{Authority, AuthorityUnavailable},
    domain::Verdict,
};
use chat_model::{ChannelId, UserId};
use chat_testkit::{people::person, wire::serve};
use serde_json::{Value, json};

/// Far above two attempts and the pause between them, far below a caller's patience.
const DEADLINE: Duration = Duration::from_millis(1_500);
const ATTEMPT: Duration = Duration::from_millis(150);

struct Stub {
    channels: Channels,
    calls: Arc<AtomicUsize>,
    keys: KeyFolder,
    _folder: tempfile::TempDir,
}

impl Stub {
    /// A client of a server that answers as `answer` does, after `delay`.
    async fn answering(
        delay: Duration,
        answer: impl Fn(Value) -> (StatusCode, String) + Clone + Send + Sync + 'static,
    ) -> Self {
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = calls.clone();
        let app = Router::new().route(
            "/graphql",
            post(move |Json(body): Json<Value>| async move {
                counted.fetch_add(1, Ordering::Relaxed);
                tokio::time::sleep(delay).await;
                answer(body)
            }),
        );
        Self::at(&format!("http://{}/graphql", serve(app).await), calls)
    }

    fn at(uri: &str, calls: Arc<AtomicUsize>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (keys, ambient) = (KeyFolder::new(folder.path()), Ambient::system());
        keys.make("messages", &ambient).unwrap();
        let passports = Arc::new(Passports::new("messages", keys.signing_key("messages").unwrap(), ambient.clone()));
        let client = ServiceClient::new("channels", uri.parse().unwrap(), ATTEMPT, passports, ambient);
        Self { channels: Channels::new(client), calls, keys, _folder: folder }
    }

    async fn ask(&self, channels: &[ChannelId]) -> Result<Vec<Option<Verdict>>, AuthorityUnavailable> {
        let began = Instant::now();
        let answer = self.channels.verdicts(&person("alice"), channels).await;
        assert!(began.elapsed() < DEADLINE, "{:?}", began.elapsed());
        answer
    }
}

fn channels(count: usize) -> Vec<ChannelId> {
    (0..count).map(|_| Ambient::system().id()).collect()
}

fn grant(channel: &Value) -> Value {
    json!({ "channelId": channel, "version": 1, "kind": "PUBLIC", "canRead": true, "canPost": true, "role": "MEMBER",
        "mutedUntil": null, "bannedUntil": null, "archivedAt": null, "slowModeSeconds": 0 })
}

fn granted(body: &Value) -> String {
    let rows: Vec<_> = body["variables"]["channelIds"].as_array().unwrap().iter().map(grant).collect();
    json!({ "data": { "membershipVerdicts": rows } }).to_string()
}

#[tokio::test]
async fn all_channels_are_one_call_and_come_back_in_order() {
    let stub = Stub::answering(Duration::ZERO, |body| {
        let mut rows: Vec<_> = body["variables"]["channelIds"].as_array().unwrap().iter().map(grant).collect();
        rows[1] = Value::Null;
        assert!(body["variables"]["userId"].as_str().unwrap().parse::<UserId>().is_ok());
        (StatusCode::OK, json!({ "data": { "membershipVerdicts": rows } }).to_string())
    })
    .await;
    let answer = stub.ask(&channels(1_000)).await.unwrap();
    assert_eq!((answer.len(), answer[0].is_some(), answer[1].is_some()), (1_000, true, false));
    assert_eq!(stub.calls.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn it_calls_as_a_service_on_behalf_of_the_viewer() {
    let seen = Arc::new(std::sync::Mutex::new(None));
    let put = seen.clone();
    let app = Router::new().route(
        "/graphql",
        post(move |headers: axum::http::HeaderMap, Json(body): Json<Value>| async move {
            *put.lock().unwrap() =
                headers["authorization"].to_str().unwrap().strip_prefix("Bearer ").map(str::to_owned);
            granted(&body)
        }),
    );
    let stub = Stub::at(&format!("http://{}/graphql", serve(app).await), Arc::default());
    let alice = person("alice");
    stub.channels.verdicts(&alice, &channels(1)).await.unwrap();
    let token = seen.lock().unwrap().take().unwrap();
    let trusted = ["messages".to_owned()];
    let verified = Authenticator::new("channels", &stub.keys, &[], &trusted, Ambient::system()).verify(&token);
    assert_eq!(verified, Ok(Identity { viewer: Some(alice), service: Some("messages".to_owned()) }));
}

#[tokio::test]
async fn a_slow_answer_is_asked_for_once_more_and_then_given_up() {
    let stub = Stub::answering(Duration::from_secs(30), |body| (StatusCode::OK, granted(&body))).await;
    assert_eq!(stub.ask(&channels(1)).await, Err(AuthorityUnavailable));
    assert_eq!(stub.calls.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn nobody_there_is_unavailable() {
    // Bound and dropped: nobody listens there now.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let stub = Stub::at(&format!("http://{address}/graphql"), Arc::default());
    assert_eq!(stub.ask(&channels(1)).await, Err(AuthorityUnavailable));
}

#[tokio::test]
async fn every_unusable_answer_is_unavailable_and_never_a_grant() {
    type Answer = fn(&Value) -> (StatusCode, String);
    let answers: [(&str, Answer); 9] = [
        ("500", |body| (StatusCode::INTERNAL_SERVER_ERROR, granted(body))),
        ("401", |body| (StatusCode::UNAUTHORIZED, granted(body))),
        ("garbage", |_| (StatusCode::OK, "<html>hello".to_owned())),
        ("nothing", |_| (StatusCode::OK, String::new())),
        ("cut off", |body| (StatusCode::OK, granted(body)[..100].to_owned())),
        ("too few", |_| (StatusCode::OK, json!({ "data": { "membershipVerdicts": [] } }).to_string())),
        ("too many", |body| {
            let rows = vec![grant(&body["variables"]["channelIds"][0]); 2];
            (StatusCode::OK, json!({ "data": { "membershipVerdicts": rows } }).to_string())
        }),
        ("errors", |body| {
            let mut answer: Value = serde_json::from_str(&granted(body)).unwrap();
            answer["errors"] = json!([{ "message": "no" }]);
            (StatusCode::OK, answer.to_string())
        }),
        ("too large", |_| (StatusCode::OK, "x".repeat(2 * 1024 * 1024))),
    ];
    for (name, answer) in answers {
        let stub = Stub::answering(Duration::ZERO, move |body| answer(&body)).await;
        assert_eq!(stub.ask(&channels(1)).await, Err(AuthorityUnavailable), "{name}");
    }
}

#[tokio::test]
async fn an_open_breaker_asks_nobody_and_answers_at_once() {
    let stub = Stub::answering(Duration::ZERO, |_| (StatusCode::INTERNAL_SERVER_ERROR, String::new())).await;
    for _ in 0..100 {
        assert_eq!(stub.ask(&channels(1)).await, Err(AuthorityUnavailable));
    }
    assert!(stub.calls.load(Ordering::Relaxed) < 50, "{}", stub.calls.load(Ordering::Relaxed));
}

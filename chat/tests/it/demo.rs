//! The demo: made once, the same everywhere, whole or not at all.

use std::{
    fs,
    path::Path,
    process::Child,
    time::{Duration, Instant},
};

use chat::{
    data::DataFolder,
    graphql::AskError,
    seed,
    system::{Opening, System},
};
use chat_chassis::process::Environment;
use chat_testkit::people::person;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    content::{messages, seen_by},
    process::{Chat, Ports},
};

/// What identifies the channels, a line each.
fn channels(seen: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let line = |channel: &Value| ["id", "kind", "name", "createdAt"].map(|field| text(&channel[field])).join(" ");
    seen["channels"]["viewer"]["channels"]["nodes"].as_array().unwrap().iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The banner without what differs from run to run.
fn banner(chat: &Chat, data: &Path) -> String {
    let mut banner = chat.banner.replace(&data.display().to_string(), "DATA");
    for (name, port) in [
        ("ROUTER", chat.ports.router),
        ("USERS", chat.ports.users),
        ("CHANNELS", chat.ports.channels),
        ("MESSAGES", chat.ports.messages),
    ] {
        for after in [" ", "/"] {
            banner = banner.replace(&format!(":{port}{after}"), &format!(":{name}{after}"));
        }
    }
    let (before, after) = banner.split_once("ready in ").unwrap();
    let (_, after) = after.split_once(" s\n").unwrap();
    format!("{before}ready in N s\n{after}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_banner_comes_when_everything_answers_and_a_second_start_finds_what_the_first_left() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let chat = Chat::start(&data, &[]);
    insta::assert_snapshot!("banner", banner(&chat, &data));
    for port in [chat.ports.router, chat.ports.users, chat.ports.channels, chat.ports.messages] {
        for path in ["/health", "/ready"] {
            assert_eq!(Chat::client(port).send(Method::GET, path, &[], "").await.unwrap().status, StatusCode::OK);
        }
        let unknown = Chat::client(port).graphql("nobody", "{ viewer { id } }", json!({})).await.unwrap();
        assert_eq!(unknown.status, StatusCode::UNAUTHORIZED);
    }

    // What somebody says now comes after all that was said in the demo.
    let alice = chat.log_in("alice", seed::PASSWORD).await;
    let general = chat.ask(chat.ports.channels, &alice, "{ channelByName(name: \"general\") { id } }", json!({})).await;
    let query =
        "mutation ($id: ID!, $nonce: ID!) { sendMessage(input: { channelId: $id, nonce: $nonce, body: \"new\" }) {
        message { id sequence } errors { code } } }";
    let nonce = person("anybody").session.uuid().to_string();
    let sent = chat
        .ask(chat.ports.messages, &alice, query, json!({ "id": general["channelByName"]["id"], "nonce": nonce }))
        .await;
    assert_eq!(sent["sendMessage"]["message"]["sequence"], 88);
    let before = seen_by(&chat, "alice").await;
    // On another machine and on another day, too.
    insta::assert_snapshot!("channels", channels(&before));
    let newest = sent["sendMessage"]["message"]["id"].as_str().unwrap();
    let ids = before["messages"].to_string();
    let ids = ids.split("\"id\":\"").skip(1).map(|rest| &rest[..newest.len()]).filter(|id| id.starts_with("msg_"));
    assert_eq!(ids.max(), Some(newest));

    assert!(chat.end("TERM").success());
    let token = protagonist(&data).await;
    let chat = Chat::start(&data, &[]);
    let me = chat.ask(chat.ports.users, &token, "{ viewer { user { username } } }", json!({})).await;
    assert_eq!(me["viewer"]["user"]["username"], "alice");
    assert!(chat.banner.contains(" ok 25 users ") && chat.banner.contains(" ok 401\n"), "{}", chat.banner);
    assert_eq!(seen_by(&chat, "alice").await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_the_same_in_every_folder_also_after_kill_9_in_the_middle() {
    let folder = tempfile::tempdir().unwrap();
    let first = Chat::start(&folder.path().join("first"), &[]);

    let data = folder.path().join("second");
    let written = |file: &'static str| {
        let path = data.join(file);
        move || fs::metadata(&path).map_or(0, |file| file.len())
    };
    let (users, messages_log) = (written("users.sqlite-wal"), written("messages.sqlite-wal"));
    // While people register, and while they talk.
    for reached in [&(|| users() > 100_000) as &dyn Fn() -> bool, &(|| messages_log() > 1_000_000)] {
        let mut child = Chat::spawn(&data, Ports::free(), &[]);
        wait_until(&mut child, reached);
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(data.join("seeding").exists(), "it was done already");
    }
    let second = Chat::start(&data, &[]);
    assert!(!data.join("seeding").exists());
    for who in ["alice", "bob", "olivia"] {
        let seen = seen_by(&first, who).await;
        assert!(messages(&seen) > 200, "{}", messages(&seen));
        assert_eq!(seen, seen_by(&second, who).await, "{who}");
    }
}

#[test]
fn what_was_half_made_is_gone_also_where_no_demo_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut child = Chat::spawn(&data, Ports::free(), &[]);
    wait_until(&mut child, &|| data.join("messages.sqlite").exists());
    child.kill().unwrap();
    child.wait().unwrap();
    let chat = Chat::start(&data, &["--seed", "none"]);
    assert!(chat.banner.contains(" ok 0 users "), "{}", chat.banner);
    assert!(chat.end("TERM").success());
    // And what is there now, although it is nothing, is not filled any more.
    assert!(Chat::start(&data, &[]).banner.contains(" ok 0 users "));
}

#[test]
fn its_keys_are_not_the_same_in_every_folder() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let other = folder.path().join("other");
    let both = [Chat::start(&data, &[]), Chat::start(&other, &[])];
    for key in ["access", "users", "channels", "messages"] {
        let read = |root: &Path| fs::read(root.join(format!("keys/private/{key}.pem"))).unwrap();
        assert!(read(&data) != read(&other), "{key}");
    }
    drop(both);
}

/// An access token of the one whom the demo is shown as, got in this process.
async fn protagonist(data: &Path) -> String {
    let data = DataFolder::open(data).unwrap();
    let system = System::open(&Opening::real(&data, Environment::Development)).await.unwrap();
    let users = &system.users.routes;
    let stranger = seed::sign_in(users, "somebody").await;
    assert!(matches!(stranger, Err(AskError::Errors(_))), "{stranger:?}");
    seed::sign_in(users, seed::PROTAGONIST).await.unwrap().reveal().clone()
}

/// Waits for what the process does, which must not end meanwhile.
fn wait_until(child: &mut Child, reached: &dyn Fn() -> bool) {
    let began = Instant::now();
    while !reached() {
        assert!(began.elapsed() < Duration::from_secs(60), "it never came so far");
        assert!(child.try_wait().unwrap().is_none(), "it ended");
        std::thread::sleep(Duration::from_millis(1));
    }
}

//! One service down: the router answers what the others can, and says what is missing.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{
    fleet::Fleet,
    fleet_laws,
    people::{Person, nonce},
};

const TIMELINE: &str = "query Timeline($id: ID!) { channel(id: $id) { name messages(last: 1) { nodes {
    body authorName author { username displayName } } } } }";
const HOME: &str = "query Home { viewer { id user { username } channels { nodes { name } } } }";

const UNAVAILABLE: &str = "SUBGRAPH_UNAVAILABLE";

/// Not a figure: what only a call without a deadline would exceed.
const ENDS: Duration = Duration::from_secs(15);

fleet_laws! {
    async fn without_users_names_are_there_and_authors_are_null(fleet) {
        let (alice, channel) = alice_says_hello(&fleet).await;
        let whole = alice.ask(&fleet.router, TIMELINE, json!({ "id": channel })).await;
        let author = json!({ "username": "alice", "displayName": "alice" });
        assert_eq!(whole["data"]["channel"]["messages"]["nodes"][0]["author"], author, "{whole}");

        // Gone, and then there but silent.
        fleet.users.kill();
        for silent in [false, true] {
            if silent {
                fleet.users.start();
                fleet.users.wait_until_ready().await;
                healed(&fleet, &alice, &channel).await;
                fleet.users.signal("STOP");
            }
            let began = Instant::now();
            let answer = fleet.router.client.graphql(&alice.token, TIMELINE, json!({ "id": channel })).await.unwrap();
            assert_eq!(answer.status, 200);
            let answer = answer.json();
            let node = json!({ "body": "hello", "authorName": "alice", "author": null });
            assert_eq!(answer["data"]["channel"], json!({ "name": "general", "messages": { "nodes": [node] } }), "{answer}");
            let code = if silent { "TIMEOUT" } else { UNAVAILABLE };
            missing(&answer, code, "users");

            let answer = alice.ask(&fleet.router, HOME, json!({})).await;
            let viewer = &answer["data"]["viewer"];
            assert_eq!((&viewer["user"], &viewer["channels"]), (&Value::Null, &json!({ "nodes": [{ "name": "general" }] })), "{answer}");
            missing(&answer, code, "users");

            // And who is signed in goes on.
            alice.send(&fleet.router, &channel, "hello").await;
            assert!(began.elapsed() < ENDS);
        }
        fleet.users.signal("CONT");
        healed(&fleet, &alice, &channel).await;
    }

    async fn without_channels_messages_are_still_read(fleet) {
        let (alice, channel) = alice_says_hello(&fleet).await;
        let query = "query Read($id: ID!) { channel(id: $id) { kind messages(last: 5) { nodes { body } } } }";
        alice.ask(&fleet.router, query, json!({ "id": channel })).await;
        fleet.channels.kill();
        let answer = alice.ask(&fleet.router, query, json!({ "id": channel })).await;
        assert_eq!(answer["data"]["channel"], json!({ "kind": null, "messages": { "nodes": [{ "body": "hello" }] } }), "{answer}");
        missing(&answer, UNAVAILABLE, "channels");
    }

    async fn without_messages_channels_are_still_listed(fleet) {
        let (alice, channel) = alice_says_hello(&fleet).await;
        fleet.messages.kill();
        let answer = alice.ask(&fleet.router, TIMELINE, json!({ "id": channel })).await;
        assert_eq!(answer["data"]["channel"], json!({ "name": "general", "messages": null }), "{answer}");
        missing(&answer, UNAVAILABLE, "messages");
        let home = alice.ask(&fleet.router, HOME, json!({})).await;
        assert_eq!((&home["data"]["viewer"]["channels"]["nodes"][0]["name"], home.get("errors")), (&json!("general"), None));
    }

    async fn the_signed_in_go_on_while_users_is_down_also_after_a_restart_of_everything_else(fleet) {
        let (alice, channel) = alice_says_hello(&fleet).await;
        fleet.users.kill();
        // The router knows whose tokens count from what users said before, and messages whom it answered.
        for server in [&fleet.router, &fleet.messages] {
            server.kill();
            server.start();
        }
        for server in [&fleet.router, &fleet.messages] {
            server.wait_until_ready().await;
        }
        let query = "mutation ($input: SendMessageInput!) { sendMessage(input: $input) {
            message { sequence authorName author { username } } errors { code } } }";
        let input = json!({ "input": { "channelId": channel, "body": "still here", "nonce": nonce() } });
        let sent = alice.ask(&fleet.router, query, input).await;
        let message = json!({ "sequence": 2, "authorName": "alice", "author": null });
        assert_eq!(sent["data"]["sendMessage"], json!({ "message": message, "errors": [] }), "{sent}");
        missing(&sent, UNAVAILABLE, "users");
        let read = alice.ask(&fleet.router, TIMELINE, json!({ "id": channel })).await;
        assert_eq!(read["data"]["channel"]["messages"]["nodes"][0]["body"], "still here", "{read}");
    }
}

async fn alice_says_hello(fleet: &Fleet) -> (Person, String) {
    let alice = Person::register(&fleet.router, "alice").await;
    let channel = alice.create_channel(&fleet.router, "PUBLIC", "general").await;
    alice.send(&fleet.router, &channel, "hello").await;
    (alice, channel)
}

/// The answer has one error: `service` could not be asked, for the reason `code`.
fn missing(answer: &Value, code: &str, service: &str) {
    let errors = answer["errors"].as_array().unwrap_or_else(|| panic!("{answer}"));
    let said = &errors[0]["extensions"];
    assert_eq!((errors.len(), &said["code"], &said["service"]), (1, &json!(code), &json!(service)), "{answer}");
    assert!(said["retryable"].is_boolean() && errors[0]["path"].is_array(), "{answer}");
}

/// Waits until authors are there again: the breaker lets a probe through after a while.
async fn healed(fleet: &Fleet, alice: &Person, channel: &str) {
    let began = Instant::now();
    loop {
        let answer = alice.ask(&fleet.router, TIMELINE, json!({ "id": channel })).await;
        if answer.get("errors").is_none() {
            assert_eq!(answer["data"]["channel"]["messages"]["nodes"][0]["author"]["username"], "alice");
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "not healed: {answer}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

//! One service down: the others answer what they can, and say what they cannot.

use std::time::{Duration, Instant};

use chat_chassis::Viewer;
use chat_testkit::people::{person, signed_in};
use serde_json::{Value, json};

use crate::{
    fleet::Fleet,
    fleet_laws,
    people::{Person, nonce},
};

const READ: &str = "query ($id: ID!) { channel(id: $id) { messages(last: 5) { nodes { body } } } }";

fleet_laws! {
    async fn without_channels_its_last_word_holds_and_nothing_hangs(fleet) {
        let (alice, mallory) = (Person::register(&fleet, "alice").await, Person::register(&fleet, "mallory").await);
        let public = alice.create_channel(&fleet, "PUBLIC", "general").await;
        let private = alice.create_channel(&fleet, "PRIVATE", "merger").await;
        for channel in [&public, &private] {
            alice.send(&fleet, channel, "before").await;
        }
        until_remembered(&fleet, 2).await;
        // The one who remembers may fall too.
        fleet.channels.kill();
        fleet.messages.kill();
        fleet.messages.start();
        fleet.messages.wait_until_ready().await;

        let began = Instant::now();
        let passport = fleet.passport("messages", &signed_in(&Viewer { user: alice.id.parse().unwrap(), ..person("alice") }));
        for channel in [&public, &private] {
            for token in [&alice.token, &passport] {
                let answer = fleet.messages.client.graphql(token, READ, json!({ "id": channel })).await.unwrap().json();
                assert_eq!(answer, json!({ "data": { "channel": { "messages": { "nodes": [{ "body": "before" }] } } } }));
            }
            let answer = mallory.ask(&fleet.messages, READ, json!({ "id": channel })).await;
            let error = &answer["errors"][0]["extensions"];
            assert_eq!((&error["code"], &error["service"]), (&json!("SUBGRAPH_UNAVAILABLE"), &json!("channels")), "{answer}");
            assert_eq!(answer["data"]["channel"]["messages"], Value::Null, "{answer}");
            let refused = mallory.try_send(&fleet, channel, "during", &nonce()).await.unwrap();
            assert_eq!(refused["data"]["sendMessage"]["errors"][0]["code"], "UNAVAILABLE", "{refused}");
        }
        // Not a figure: a bound that only a call without a deadline would break.
        assert!(began.elapsed() < Duration::from_secs(15));

        fleet.channels.start();
        fleet.channels.wait_until_ready().await;
        mallory.join(&fleet, &public).await;
        // The breaker lets a probe through after a while; until then the answer stays what it was.
        let nonce = nonce();
        loop {
            let answer = mallory.try_send(&fleet, &public, "after", &nonce).await.unwrap();
            let sent = &answer["data"]["sendMessage"];
            if sent["message"]["sequence"] == 2 {
                break;
            }
            assert_eq!(sent["errors"][0]["code"], "UNAVAILABLE", "{answer}");
            assert!(began.elapsed() < Duration::from_secs(60), "not healed");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let missing = mallory.ask(&fleet.messages, READ, json!({ "id": private })).await;
        assert_eq!(missing, json!({ "data": { "channel": null } }));
    }

    async fn without_users_the_signed_in_go_on(fleet) {
        let alice = Person::register(&fleet, "alice").await;
        let channel = alice.create_channel(&fleet, "PUBLIC", "general").await;
        fleet.users.kill();
        alice.send(&fleet, &channel, "still here").await;
        // Not even a restart of the others needs it: keys come from files.
        for server in [&fleet.channels, &fleet.messages] {
            server.kill();
            server.start();
            server.wait_until_ready().await;
        }
        assert_eq!(alice.send(&fleet, &channel, "and here").await["authorName"], "alice");
        let answer = alice.ask(&fleet.messages, READ, json!({ "id": channel })).await;
        let nodes = json!([{ "body": "still here" }, { "body": "and here" }]);
        assert_eq!(answer, json!({ "data": { "channel": { "messages": { "nodes": nodes } } } }));
    }
}

/// Waits until messages has written down so many of the verdicts that it heard.
pub async fn until_remembered(fleet: &Fleet, verdicts: u64) {
    let began = Instant::now();
    loop {
        let logged = fleet.messages.logged();
        let lines = logged.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let remembered =
            lines.filter(|line| line["message"] == "remembered").filter_map(|line| line["verdicts"].as_u64());
        if remembered.sum::<u64>() >= verdicts {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "nothing is remembered:\n{logged}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

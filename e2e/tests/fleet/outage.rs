//! One service down: the others answer what they can, and say what they cannot.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::{
    fleet_laws,
    people::{Person, nonce},
};

fleet_laws! {
    async fn without_channels_nothing_is_granted_and_nothing_hangs(fleet) {
        let alice = Person::register(&fleet, "alice").await;
        let channel = alice.create_channel(&fleet, "PUBLIC", "general").await;
        alice.send(&fleet, &channel, "before").await;
        fleet.channels.kill();

        let began = Instant::now();
        let refused = alice.try_send(&fleet, &channel, "during", &nonce()).await.unwrap();
        assert_eq!(refused["data"]["sendMessage"]["errors"][0]["code"], "UNAVAILABLE", "{refused}");
        let query = "query ($id: ID!) { channel(id: $id) { messages(last: 5) { nodes { body } } } }";
        let answer = alice.ask(&fleet.messages, query, json!({ "id": channel })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "SUBGRAPH_UNAVAILABLE", "{answer}");
        assert_eq!(answer["errors"][0]["extensions"]["service"], "channels");
        assert_eq!(answer["data"]["channel"]["messages"], json!(null));
        // Not a figure: a bound that only a call without a deadline would break.
        assert!(began.elapsed() < Duration::from_secs(15));

        fleet.channels.start();
        fleet.channels.wait_until_ready().await;
        // The breaker lets a probe through after a while; until then the answer stays what it was.
        let nonce = nonce();
        loop {
            let answer = alice.try_send(&fleet, &channel, "after", &nonce).await.unwrap();
            let sent = &answer["data"]["sendMessage"];
            if sent["message"]["sequence"] == 2 {
                break;
            }
            assert_eq!(sent["errors"][0]["code"], "UNAVAILABLE", "{answer}");
            assert!(began.elapsed() < Duration::from_secs(60), "not healed");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
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
    }
}

//! Two subgraphs that do not say the same of one object: a null without an error is the answer, whoever comes first.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{fleet_laws, outage::until_remembered, people::Person, server::Server};

const READ: &str = "query Read($id: ID!) { channel(id: $id) { name messages(last: 1) { nodes { body } } } }";

fleet_laws! {
    async fn a_channel_that_one_side_does_not_show_is_not_shown_in_either_order_of_arrival(fleet) {
        let people = [Person::register(&fleet, "alice").await, Person::register(&fleet, "bob").await, Person::register(&fleet, "carol").await];
        let [alice, bob, carol] = &people;
        let query = "mutation ($ids: [ID!]!) { openDirectMessage(input: { userIds: $ids }) { channel { id } errors { code } } }";
        let opened = alice.ask(&fleet.router, query, json!({ "ids": [bob.id, carol.id] })).await;
        let channel = &opened["data"]["openDirectMessage"]["channel"]["id"];
        bob.send(&fleet, channel.as_str().unwrap_or_else(|| panic!("{opened}")), "hello").await;
        until_remembered(&fleet, 1).await;

        // Messages cannot ask channels any more, and goes by what it heard. Channels knows better.
        fleet.messages.kill();
        fleet.messages.set("--channels-url", "http://127.0.0.1:1/graphql");
        fleet.messages.start();
        fleet.messages.wait_until_ready().await;
        let leave = "mutation ($id: ID!) { leaveChannel(input: { channelId: $id }) { errors { code } } }";
        let left = bob.ask(&fleet.channels, leave, json!({ "id": channel })).await;
        assert_eq!(left, json!({ "data": { "leaveChannel": { "errors": [] } } }));
        let at_messages = "query ($id: ID!) { channel(id: $id) { messages(last: 1) { nodes { body } } } }";
        let shown = bob.ask(&fleet.messages, at_messages, json!({ "id": channel })).await;
        assert_eq!(shown["data"]["channel"]["messages"]["nodes"][0]["body"], "hello", "{shown}");

        for (first, second) in [(&fleet.channels, &fleet.messages), (&fleet.messages, &fleet.channels)] {
            let answered = operations(first);
            second.signal("STOP");
            let ask = bob.ask(&fleet.router, READ, json!({ "id": channel }));
            let in_order = async {
                let began = Instant::now();
                while operations(first) == answered {
                    assert!(began.elapsed() < Duration::from_secs(10), "nobody asked");
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                second.signal("CONT");
            };
            let (answer, ()) = tokio::join!(ask, in_order);
            assert_eq!(answer, json!({ "data": { "channel": null } }));
        }
    }
}

/// How many operations `server` has answered, by its log.
fn operations(server: &Server) -> usize {
    let is_operation =
        |line: &str| serde_json::from_str::<Value>(line).is_ok_and(|line| line["message"] == "operation");
    server.logged().lines().filter(|line| is_operation(line)).count()
}

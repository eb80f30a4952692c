//! What people are called, in every service.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::{graph_laws, people::Person};

graph_laws! {
    async fn a_new_name_reaches_what_was_said_before_without_a_word_of_the_renamed(router) {
        let (alice, bob) = (Person::register(router, "alice").await, Person::register(router, "bob").await);
        let channel = alice.create_channel(router, "PUBLIC", "general").await;
        bob.join(router, &channel).await;
        alice.send(router, &channel, "hello").await;
        let rename = "mutation { changeUsername(input: { username: \"alicia\" }) { errors { code } } }";
        let renamed = alice.ask(router, rename, json!({})).await;
        assert_eq!(renamed, json!({ "data": { "changeUsername": { "errors": [] } } }));

        // Each service keeps names for the time when users is down. They follow, and alice need not say anything for it.
        let query = "query ($id: ID!) { channel(id: $id) { members { nodes { userName } } messages(last: 1) { nodes { authorName } } } }";
        let began = Instant::now();
        loop {
            let answer = bob.ask(router, query, json!({ "id": channel })).await;
            let channel = &answer["data"]["channel"];
            let members = channel["members"]["nodes"].as_array().unwrap();
            let is_member = members.contains(&json!({ "userName": "alicia" }));
            if is_member && channel["messages"]["nodes"][0]["authorName"] == "alicia" {
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(30), "the name does not follow: {answer}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // And a message that is sent with a token of before does not bring the old name back.
        alice.send(router, &channel, "still with the old token").await;
        let answer = bob.ask(router, query, json!({ "id": channel })).await;
        assert_eq!(answer["data"]["channel"]["messages"]["nodes"][0]["authorName"], "alicia", "{answer}");
    }
}

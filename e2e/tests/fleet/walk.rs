//! One walk through all three services.

use serde_json::json;

use crate::{fleet_laws, people::Person};

fleet_laws! {
    async fn what_one_says_the_other_reads(fleet) {
        let (alice, bob) = (Person::register(&fleet, "alice").await, Person::register(&fleet, "bob").await);
        let channel = alice.create_channel(&fleet, "PUBLIC", "general").await;
        alice.send(&fleet, &channel, "hello").await;
        bob.join(&fleet, &channel).await;
        let reply = bob.send(&fleet, &channel, "hi **alice**").await;
        assert_eq!((&reply["sequence"], &reply["authorName"]), (&json!(2), &json!("bob")));

        let query = "query ($id: ID!) { channel(id: $id) { lastSequence viewerReadState { unreadCount }
            messages(last: 5) { nodes { sequence bodyText authorName author { id } } } } }";
        let read = alice.ask(&fleet.messages, query, json!({ "id": channel })).await;
        assert_eq!(read["data"]["channel"], json!({
            "lastSequence": 2, "viewerReadState": { "unreadCount": 1 },
            "messages": { "nodes": [
                { "sequence": 1, "bodyText": "hello", "authorName": "alice", "author": { "id": alice.id } },
                { "sequence": 2, "bodyText": "hi alice", "authorName": "bob", "author": { "id": bob.id } },
            ] }
        }));
        let authors = "query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on User { username } } }";
        let keys = json!({ "keys": [{ "__typename": "User", "id": bob.id }, { "__typename": "User", "id": channel }] });
        let names = alice.ask(&fleet.users, authors, keys).await;
        assert_eq!(names["data"]["_entities"], json!([{ "username": "bob" }, null]));
    }
}

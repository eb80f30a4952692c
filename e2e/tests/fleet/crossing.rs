//! One graph out of three subgraphs: what a client asks of the router.

use serde_json::{Value, json};

use crate::{
    graph_laws,
    people::{Person, nonce},
    server::Server,
};

const TIMELINE: &str = "query Timeline($id: ID!) { channel(id: $id) { name messages(last: 5) { nodes {
    body author { username displayName } } } } }";

graph_laws! {
    async fn an_author_is_resolved_across_the_boundary(router) {
        let (alice, bob) = (Person::register(router, "alice").await, Person::register(router, "bob").await);
        let channel = alice.create_channel(router, "PUBLIC", "general").await;
        bob.join(router, &channel).await;
        for (who, body) in [(&alice, "one"), (&bob, "two"), (&alice, "three")] {
            who.send(router, &channel, body).await;
        }
        let answer = bob.ask(router, TIMELINE, json!({ "id": channel })).await;
        let node = |body: &str, name: &str| json!({ "body": body, "author": { "username": name, "displayName": name } });
        let nodes = [node("one", "alice"), node("two", "bob"), node("three", "alice")];
        assert_eq!(answer, json!({ "data": { "channel": { "name": "general", "messages": { "nodes": nodes } } } }));

        // A request to each of channels and messages, and one for all authors together.
        let line = logged(router, "query Timeline 200");
        assert_eq!((&line["fetches"], &line["errors"]), (&json!(3), &json!(0)), "{line}");
        assert_eq!(asked(&line), ["channels", "messages", "users"], "{line}");
    }

    async fn mutations_run_in_their_order_across_subgraphs(router) {
        let alice = Person::register(router, "alice").await;
        let channel = alice.create_channel(router, "PUBLIC", "general").await;
        let query = "mutation Serial($c: ID!, $first: ID!, $second: ID!) {
            first: sendMessage(input: { channelId: $c, body: \"one\", nonce: $first }) { message { sequence author { displayName } } }
            rename: updateProfile(input: { displayName: \"Alice the Second\" }) { user { displayName } }
            second: sendMessage(input: { channelId: $c, body: \"two\", nonce: $second }) { message { sequence author { displayName } } } }";
        let answer = alice.ask(router, query, json!({ "c": channel, "first": nonce(), "second": nonce() })).await;
        // Each is finished, its author included, before the next begins: the first still shows the old name.
        let sent = |sequence: i64, name: &str| json!({ "message": { "sequence": sequence, "author": { "displayName": name } } });
        let renamed = json!({ "user": { "displayName": "Alice the Second" } });
        assert_eq!(answer, json!({ "data": { "first": sent(1, "alice"), "rename": renamed, "second": sent(2, "Alice the Second") } }));
    }

    async fn a_stranger_sees_nothing_of_a_private_channel_through_the_router(router) {
        let (alice, mallory) = (Person::register(router, "alice").await, Person::register(router, "mallory").await);
        let channel = alice.create_channel(router, "PRIVATE", "merger").await;
        let message = alice.send(router, &channel, "the secret").await["id"].clone();
        let query = "query ($c: ID!, $m: ID!) { channel(id: $c) { name messages(last: 1) { nodes { body } } }
            message(id: $m) { body author { username } channel { name } } }";
        let variables = json!({ "c": channel, "m": message });
        assert_eq!(mallory.ask(router, query, variables.clone()).await, json!({ "data": { "channel": null, "message": null } }));
        let nobody = router.client.ask(None, query, variables.clone()).await.unwrap();
        assert_eq!(nobody.json(), json!({ "data": { "channel": null, "message": null } }));
        let forged = router.client.ask(Some("forged"), query, variables.clone()).await.unwrap();
        assert_eq!((forged.status.as_u16(), &forged.json()["data"]), (401, &Value::Null));
        let own = alice.ask(router, query, variables).await;
        let seen = json!({ "body": "the secret", "author": { "username": "alice" }, "channel": { "name": "merger" } });
        assert_eq!(own["data"]["message"], seen, "{own}");
    }

    async fn aliases_conditions_and_the_schema_itself_are_answered(router) {
        let alice = Person::register(router, "alice").await;
        let channel = alice.create_channel(router, "PUBLIC", "general").await;
        alice.send(router, &channel, "hello").await;
        let query = "query Everything($c: ID!, $no: Boolean!) { __typename a: channel(id: $c) { ...C b: name }
            c: channel(id: $c) { ...C lastMessage { author @skip(if: $no) { id } authorId @include(if: $no) } }
            __type(name: \"Message\") { fields { name } } viewer @include(if: $no) { id } }
            fragment C on Channel { __typename lastSequence }";
        let answer = alice.ask(router, query, json!({ "c": channel, "no": false })).await;
        let fields = answer["data"]["__type"]["fields"].as_array().unwrap_or_else(|| panic!("{answer}"));
        assert!(fields.contains(&json!({ "name": "author" })) && !fields.contains(&json!({ "name": "_service" })));
        let c = json!({ "__typename": "Channel", "lastSequence": 1, "lastMessage": { "author": { "id": alice.id } } });
        let a = json!({ "__typename": "Channel", "lastSequence": 1, "b": "general" });
        let root = &answer["data"];
        assert_eq!((&root["__typename"], &root["a"], &root["c"], root.get("viewer")), (&json!("Query"), &a, &c, None));
    }
}

/// The newest line of the log that begins, after the time that it took, with `operation`.
fn logged(router: &Server, operation: &str) -> Value {
    let log = router.logged();
    let lines = log.lines().rev().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let is_it = |line: &Value| line["message"].as_str().is_some_and(|said| said.ends_with(operation));
    lines.into_iter().find(is_it).unwrap_or_else(|| panic!("`{operation}` is not in\n{log}"))
}

/// Which subgraphs it says were asked, by name.
fn asked(line: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = line["subgraphs"].as_str().unwrap().split(',').collect();
    names.sort_unstable();
    names
}

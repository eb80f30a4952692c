//! Any object by its id, from whichever subgraph owns it.

use chat_chassis::Ambient;
use chat_model::id;
use serde_json::json;

use crate::{graph_laws, people::Person};

const NODES: &str = "query Nodes($ids: [ID!]!) { nodes(ids: $ids) { __typename id
    ... on User { username } ... on Channel { name lastSequence } ... on Message { body author { username } } } }";

graph_laws! {
    async fn an_object_is_found_by_its_id_and_what_is_not_there_for_the_viewer_is_null(router) {
        let (alice, mallory) = (Person::register(router, "alice").await, Person::register(router, "mallory").await);
        let public = alice.create_channel(router, "PUBLIC", "general").await;
        let private = alice.create_channel(router, "PRIVATE", "merger").await;
        let said = alice.send(router, &public, "hello").await["id"].as_str().unwrap().to_owned();
        let secret = alice.send(router, &private, "the secret").await["id"].as_str().unwrap().to_owned();
        let ambient = Ambient::system();
        let missing = [
            ambient.id::<id::User>().to_string(), ambient.id::<id::Channel>().to_string(),
            ambient.id::<id::Message>().to_string(), "xyz_1".to_owned(), "usr_1".to_owned(), String::new(),
        ];
        let mut ids = vec![said.clone(), private.clone(), alice.id.clone(), secret.clone(), public.clone(), alice.id.clone()];
        ids.extend(missing.clone());

        let user = json!({ "__typename": "User", "id": alice.id, "username": "alice" });
        let channel = |id: &str, name: &str| json!({ "__typename": "Channel", "id": id, "name": name, "lastSequence": 1 });
        let message = |id: &str, body: &str| json!({ "__typename": "Message", "id": id, "body": body, "author": { "username": "alice" } });
        let (hello, general) = (message(&said, "hello"), channel(&public, "general"));
        let none = vec![json!(null); missing.len()];
        let seen_by = async |who: &Person| who.ask(router, NODES, json!({ "ids": ids })).await;

        let mine = [vec![hello.clone(), channel(&private, "merger"), user.clone(), message(&secret, "the secret"), general.clone(), user.clone()], none.clone()].concat();
        assert_eq!(seen_by(&alice).await, json!({ "data": { "nodes": mine } }));
        let theirs = [vec![hello, json!(null), user.clone(), json!(null), general, user], none].concat();
        assert_eq!(seen_by(&mallory).await, json!({ "data": { "nodes": theirs } }));

        // An id and nothing else: whether it is there is asked all the same.
        let query = "query ($a: ID!, $b: ID!) { there: node(id: $a) { id } gone: node(id: $b) { id } }";
        let answer = mallory.ask(router, query, json!({ "a": public, "b": private })).await;
        assert_eq!(answer, json!({ "data": { "there": { "id": public }, "gone": null } }));
    }
}

//! The operations that clients send, `schema/operations`: each answers, on the whole graph, without an error.

use e2e::operations;
use serde_json::{Value, json};

use crate::{
    graph_laws,
    people::{PASSWORD, Person, nonce},
    server::Server,
};

/// Two people who have talked in a channel.
pub struct World {
    pub alice: Person,
    pub bob: Person,
    channel: String,
    message: String,
}

impl World {
    /// Makes it through the router.
    pub async fn new(router: &Server) -> Self {
        let (alice, bob) = (Person::register(router, "alice").await, Person::register(router, "bob").await);
        let channel = alice.create_channel(router, "PUBLIC", "general").await;
        bob.join(router, &channel).await;
        for n in 0..4 {
            for person in [&alice, &bob] {
                person.send(router, &channel, &format!("**{n}** for @alice")).await;
            }
        }
        let message = alice.send(router, &channel, "to be edited").await["id"].as_str().unwrap().to_owned();
        let edit = "mutation ($input: EditMessageInput!) { editMessage(input: $input) { errors { code } } }";
        let edited = alice.ask(router, edit, json!({ "input": { "messageId": message, "body": "edited" } })).await;
        assert_eq!(edited["data"]["editMessage"]["errors"], json!([]), "{edited}");
        Self { alice, bob, channel, message }
    }

    /// The queries, by the names of their files, with variables that find something.
    pub fn queries(&self) -> Vec<(&'static str, Value)> {
        let channel = json!({ "channelId": self.channel });
        vec![
            ("boot", json!({})),
            ("channel_by_name", json!({ "name": "general" })),
            ("channel_members", channel.clone()),
            ("discover_channels", json!({ "query": "gen" })),
            ("find_people", json!({ "query": "ali" })),
            ("jump_to_unread", channel.clone()),
            ("older_messages", channel.clone()),
            ("open_channel", channel),
            ("permalink", json!({ "messageId": self.message })),
            ("user_profile", json!({ "userId": self.bob.id })),
        ]
    }

    /// The mutations, in an order in which none takes away what a later one needs.
    fn mutations(&self) -> Vec<(&'static str, Value)> {
        let input = |input: Value| json!({ "input": input });
        let Self { channel, message, bob, .. } = self;
        let account = json!({ "username": "carol", "email": "carol@example.org", "password": PASSWORD });
        vec![
            ("change_username", input(json!({ "username": "alicia" }))),
            ("update_profile", input(json!({ "displayName": "Alicia", "bio": "here" }))),
            ("create_channel", input(json!({ "idempotencyKey": "1", "kind": "PRIVATE", "name": "plans" }))),
            ("open_direct_message", input(json!({ "userIds": [bob.id] }))),
            ("update_channel", input(json!({ "channelId": channel, "topic": "everything" }))),
            ("send_message", input(json!({ "channelId": channel, "body": "hello", "nonce": nonce() }))),
            ("mark_read", input(json!({ "channelId": channel, "upToSequence": 2 }))),
            ("edit_message", input(json!({ "messageId": message, "body": "edited again" }))),
            ("delete_message", input(json!({ "messageId": message }))),
            ("register", input(account)),
            ("log_in", input(json!({ "login": "alicia", "password": PASSWORD }))),
        ]
    }
}

graph_laws! {
    async fn each_named_operation_answers_without_an_error(router) {
        let world = World::new(router).await;
        let mut texts = operations().unwrap();
        let mut ask = async |who: &Person, name: &str, variables: Value| {
            let answer = who.ask(router, &texts.remove(name).unwrap(), variables).await;
            assert!(answer.get("errors").is_none(), "{name}: {answer}");
            let (_, root) = answer["data"].as_object().unwrap().iter().next().unwrap();
            assert!(!root.is_null() && root.get("errors").is_none_or(|errors| errors == &json!([])), "{name}: {answer}");
            answer
        };
        let mut refresh = Value::Null;
        for (name, variables) in world.queries().into_iter().chain(world.mutations()) {
            let answer = ask(&world.alice, name, variables).await;
            if name == "log_in" {
                refresh = answer["data"]["logIn"]["credentials"]["refreshToken"].clone();
            }
        }
        let channel = json!({ "input": { "channelId": world.channel } });
        ask(&world.bob, "leave_channel", channel.clone()).await;
        ask(&world.bob, "join_channel", channel).await;
        ask(&world.alice, "refresh_session", json!({ "input": { "refreshToken": refresh } })).await;
        ask(&world.bob, "log_out", json!({})).await;
        assert!(texts.is_empty(), "not asked: {:?}", texts.keys());
    }
}

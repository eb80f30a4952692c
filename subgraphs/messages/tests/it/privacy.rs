//! What may not be read and what does not exist look alike, on every path.

use chat_chassis::{Ambient, Identity};
use chat_messages::domain::{Role, Verdict};
use chat_messages_migrations::Migrator;
use chat_model::{ChannelId, MessageId};
use chat_testkit::{
    laws,
    people::{nobody, person, service as calling_service, signed_in},
};
use serde_json::{Value, json};

use crate::service::{Service, nonce, verdict};

/// Every path that takes a channel.
const OF_CHANNEL: [&str; 4] = [
    "query ($id: ID!) { channel(id: $id) { id lastSequence lastMessage { body } messages { nodes { body } } viewerReadState { unreadCount } } }",
    "query ($id: ID!) { _entities(representations: [{ __typename: \"Channel\", id: $id }]) { ... on Channel { id lastMessage { body } } } }",
    "mutation ($id: ID!, $nonce: ID!) { sendMessage(input: { channelId: $id, nonce: $nonce, body: \"x\" }) { message { id } replayed errors { code message path } } }",
    "mutation ($id: ID!) { markRead(input: { channelId: $id, upToSequence: 1 }) { channel { id } readState { unreadCount } errors { code message path } } }",
];

/// Every path that takes a message.
const OF_MESSAGE: [&str; 5] = [
    "query ($id: ID!) { message(id: $id) { id body channel { id } } }",
    "query ($id: ID!) { _entities(representations: [{ __typename: \"Message\", id: $id }]) { ... on Message { id body } } }",
    "query ($id: ID!, $open: ID!) { channel(id: $open) { messagesAround(messageId: $id) { nodes { id } } } }",
    "mutation ($id: ID!) { editMessage(input: { messageId: $id, body: \"x\" }) { message { id } errors { code message path } } }",
    "mutation ($id: ID!) { deleteMessage(input: { messageId: $id }) { message { id } errors { code message path } } }",
];

/// The answer, with the asked id taken out, so that two ids compare.
async fn seen(service: &Service, who: &Identity, query: &str, id: &str, open: ChannelId) -> Value {
    let variables = json!({ "id": id, "open": open.to_string(), "nonce": nonce() });
    let answer = service.answer(who, query, variables).await.to_string();
    serde_json::from_str(&answer.replace(id, "ID")).unwrap()
}

laws! { Migrator;
    async fn a_hidden_channel_and_its_messages_look_like_missing_ones_on_every_path(db) {
        let (service, alice, mallory, banned) = (Service::new(db), person("alice"), person("mallory"), person("banned"));
        let hidden = service.channel(&[&alice]);
        let open = service.channel(&[&alice, &mallory, &banned]);
        service.authority.set(&banned, hidden, Verdict { can_read: false, can_post: false, ..verdict(None) });
        let message = service.say(&alice, hidden, "merger").await;
        let missing: (ChannelId, MessageId) = (Ambient::system().id(), Ambient::system().id());
        for who in [nobody(), signed_in(&mallory), signed_in(&banned), calling_service("channels")] {
            for query in OF_CHANNEL {
                let (theirs, none) = (seen(&service, &who, query, &hidden.to_string(), open).await, seen(&service, &who, query, &missing.0.to_string(), open).await);
                assert_eq!(theirs, none, "{query}");
                assert!(!theirs.to_string().contains("merger"));
            }
            for query in OF_MESSAGE {
                let (theirs, none) = (seen(&service, &who, query, &message, open).await, seen(&service, &who, query, &missing.1.to_string(), open).await);
                assert_eq!(theirs, none, "{query}");
                assert!(!theirs.to_string().contains("merger"));
            }
        }
        // Its members see it on all of them.
        for query in &OF_CHANNEL[..2] {
            assert!(seen(&service, &signed_in(&alice), query, &hidden.to_string(), open).await.to_string().contains("merger"), "{query}");
        }
        for query in &OF_MESSAGE[..2] {
            assert!(seen(&service, &signed_in(&alice), query, &message, open).await.to_string().contains("merger"), "{query}");
        }
    }

    async fn whoever_is_removed_sees_nothing_from_then_on(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let channel = service.channel(&[&alice, &bob]);
        let own = service.say(&bob, channel, "mine").await;
        service.authority.set(&bob, channel, Verdict { can_read: false, can_post: false, ..verdict(None) });
        let query = "query ($c: ID!, $m: ID!) { channel(id: $c) { lastSequence } message(id: $m) { body } }";
        let answer = service.data(&bob, query, json!({ "c": channel.to_string(), "m": own })).await;
        assert_eq!(answer, json!({ "channel": null, "message": null }));
        assert_eq!(service.edit(&bob, &own, "x", None).await["errors"][0]["code"], "NOT_FOUND");
        assert_eq!(service.delete(&bob, &own).await["errors"][0]["code"], "NOT_FOUND");
    }

    async fn nobody_is_asked_for_an_anonymous_caller(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]);
        let message = service.say(&alice, channel, "hi").await;
        service.authority.take_asked();
        service.db.statements.take();
        let query = "query ($c: ID!, $m: ID!) { viewer { id } channel(id: $c) { id lastMessage { id } } message(id: $m) { id } }";
        let answer = service.answer(&nobody(), query, json!({ "c": channel.to_string(), "m": message })).await;
        assert_eq!(answer, json!({ "data": { "viewer": null, "channel": null, "message": null } }));
        assert_eq!((service.authority.take_asked(), service.db.statements.take()), (Vec::new(), Vec::new()));
        let query = "mutation ($m: ID!) { editMessage(input: { messageId: $m, body: \"x\" }) { errors { code } } }";
        assert_eq!(service.fault(&nobody(), query, json!({ "m": message })).await, "UNAUTHENTICATED");
        let query = "mutation ($m: ID!) { deleteMessage(input: { messageId: $m }) { errors { code } } }";
        assert_eq!(service.fault(&nobody(), query, json!({ "m": message })).await, "UNAUTHENTICATED");
    }

    async fn the_viewer_is_oneself_and_no_one_else(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let query = "query ($keys: [_Any!]!) { viewer { id } _entities(representations: $keys) { ... on Viewer { id } } }";
        let keys = json!({ "keys": [
            { "__typename": "Viewer", "id": alice.user.viewer().to_string() }, { "__typename": "Viewer", "id": bob.user.viewer().to_string() },
            { "__typename": "Viewer", "id": alice.user.to_string() },
        ] });
        let own = json!({ "id": alice.user.viewer().to_string() });
        assert_eq!(service.data(&alice, query, keys).await, json!({ "viewer": own, "_entities": [own, null, null] }));
    }

    async fn while_channels_is_down_and_nothing_is_remembered_fields_fail_and_nobody_is_let_in(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]);
        service.authority.set(&alice, channel, verdict(Some(Role::Owner)));
        let message = service.say(&alice, channel, "hi").await;
        // Nothing was written of what was heard so far.
        let service = service.restarted();
        service.authority.fall();
        let alice = signed_in(&alice);
        // A channel is there for what other subgraphs know of it, alone and in a list; each field of ours is an error at its path.
        let query = "query ($c: ID!) { channel(id: $c) { id lastSequence messages { nodes { body } } viewerReadState { unreadCount } }
            _entities(representations: [{ __typename: \"Channel\", id: $c }, { __typename: \"Channel\", id: \"x\" }]) { ... on Channel { id lastMessage { body } } } }";
        let answer = service.answer(&alice, query, json!({ "c": channel.to_string() })).await;
        let id = channel.to_string();
        let (data, other) = (&answer["data"]["channel"], &answer["data"]["_entities"]);
        assert_eq!((&data["id"], &other[0]["id"], &other[1]), (&json!(id), &json!(id), &Value::Null));
        for field in [&data["lastSequence"], &data["messages"], &data["viewerReadState"], &other[0]["lastMessage"]] {
            assert_eq!(field, &Value::Null);
        }
        let errors = answer["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 4);
        for error in errors {
            assert_eq!((&error["extensions"]["code"], &error["extensions"]["service"], &error["extensions"]["retryable"]),
                (&json!("SUBGRAPH_UNAVAILABLE"), &json!("channels"), &json!(true)));
        }
        // One message that cannot be shown now takes nothing with it that needs no channels.
        let mixed = "query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Message { body } ... on Viewer { id } ... on Channel { id } } }";
        let viewer = alice.viewer.as_ref().unwrap().user.viewer().to_string();
        let keys = json!({ "keys": [{ "__typename": "Message", "id": message }, { "__typename": "Viewer", "id": viewer }, { "__typename": "Channel", "id": id }] });
        let answer = service.answer(&alice, mixed, keys).await;
        assert_eq!(answer["data"]["_entities"], json!([null, { "id": viewer }, { "id": id }]));
        assert_eq!(answer["errors"][0]["extensions"]["code"], "SUBGRAPH_UNAVAILABLE");
        let query = "query ($m: ID!) { message(id: $m) { body } }";
        assert_eq!(service.answer(&alice, query, json!({ "m": message })).await["data"]["message"], Value::Null);
        assert_eq!(service.fault(&alice, query, json!({ "m": message })).await, "SUBGRAPH_UNAVAILABLE");
        for query in [OF_MESSAGE[3], OF_MESSAGE[4]] {
            let payload = service.answer(&alice, query, json!({ "id": message })).await.to_string();
            assert!(payload.contains("\"UNAVAILABLE\""), "{payload}");
        }
    }
}

//! `_entities`: one statement per table and one question to channels, whatever is asked, and a null at the index of each
//! key that names nothing.

use chat_chassis::Ambient;
use chat_messages_migrations::Migrator;
use chat_model::{ChannelId, MessageId};
use chat_testkit::{
    laws,
    people::{person, signed_in},
};
use serde_json::{Value, json};

use crate::service::{SEND, Service, nonce};

const ENTITIES: &str = "query ($keys: [_Any!]!) { _entities(representations: $keys) {
    ... on Message { id body authorName nonce viewerCanEdit viewerCanDelete edits { nodes { body } } }
    ... on Channel { id lastSequence messages(last: 5) { nodes { sequence authorName } }
        viewerReadState { unreadCount lastReadSequence } } } }";

laws! { Migrator;
    async fn a_batch_is_one_statement_per_table_and_one_question(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let mut channels = Vec::new();
        let mut messages = Vec::new();
        for n in 0..250 {
            let channel = service.channel(&[&alice]);
            messages.push(service.say(&alice, channel, &n.to_string()).await);
            channels.push(channel.to_string());
        }
        service.edit(&alice, &messages[0], "edited", None).await;
        let ambient = Ambient::system();
        let mut snapshot = String::new();
        for count in [1_usize, 50, 500] {
            for (kind, ids) in [("Channel", &channels), ("Message", &messages)] {
                // Every second key names nothing.
                let keys: Vec<Value> = (0..count).map(|n| {
                    let missing = || if kind == "Channel" { ambient.id::<chat_model::id::Channel>().to_string() } else { ambient.id::<chat_model::id::Message>().to_string() };
                    json!({ "__typename": kind, "id": if n % 2 == 0 { ids[n / 2].clone() } else { missing() } })
                }).collect();
                service.db.statements.take();
                service.authority.take_asked();
                let answer = service.answer(&signed_in(&alice), ENTITIES, json!({ "keys": keys })).await;
                assert!(answer.get("errors").is_none(), "{answer}");
                for (n, entity) in answer["data"]["_entities"].as_array().unwrap().iter().enumerate() {
                    assert_eq!(entity["id"], if n % 2 == 0 { keys[n]["id"].clone() } else { Value::Null });
                }
                let statements = service.db.statements.take_counted();
                assert!(statements.values().all(|times| *times == 1), "{kind} {count}: {statements:?}");
                assert_eq!(service.authority.take_asked().len(), 1, "{kind} {count}");
                snapshot += &format!("{kind} × {count}: {:?}\n", statements.keys().collect::<Vec<_>>());
            }
        }
        insta::assert_snapshot!("statements_of_entities", snapshot);
    }

    async fn a_thousand_channels_with_their_messages_are_one_statement_per_table(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let mut keys = Vec::new();
        for n in 0..1_000 {
            let channel: ChannelId = service.channel(&[&alice]);
            if n % 100 == 0 {
                service.say(&alice, channel, "one").await;
            }
            keys.push(json!({ "__typename": "Channel", "id": channel.to_string() }));
        }
        // A channel without a message has no window: those that have one are made so, without a thousand commits.
        use sea_orm::ConnectionTrait;
        let sql = "INSERT INTO channel_heads (channel_id, last_sequence) VALUES ";
        let rows: Vec<_> = keys.iter().map(|key| {
            let uuid = key["id"].as_str().unwrap().parse::<ChannelId>().unwrap().uuid();
            match service.db.database.dialect() {
                chat_store::Dialect::Sqlite => format!("(x'{}', 3)", uuid.simple()),
                chat_store::Dialect::Postgres => format!("('{uuid}', 3)"),
            }
        }).collect();
        service.db.database.reader().execute_unprepared(&format!("{sql}{} ON CONFLICT DO NOTHING", rows.join(", "))).await.unwrap();
        service.db.statements.take();
        service.authority.take_asked();
        let query = "query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Channel {
            messages(last: 1) { nodes { sequence authorName } } lastMessage { sequence } lastSequence } } }";
        let answer = service.answer(&signed_in(&alice), query, json!({ "keys": keys })).await;
        assert!(answer.get("errors").is_none());
        assert_eq!(answer["data"]["_entities"][100]["messages"]["nodes"], json!([{ "sequence": 1, "authorName": "alice" }]));
        assert_eq!(answer["data"]["_entities"].as_array().unwrap().len(), 1_000);
        let counted = service.db.statements.take_counted();
        assert_eq!(counted.into_iter().collect::<Vec<_>>(), [("SELECT channel_heads, read_states".to_owned(), 1), ("SELECT messages".to_owned(), 1), ("SELECT user_names".to_owned(), 1)], "each once");
        assert_eq!(service.authority.take_asked(), [1_000]);
    }

    async fn replies_of_a_page_are_one_more_statement(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]);
        let first = service.say(&alice, channel, "first").await;
        for n in 0..20 {
            let input = json!({ "channelId": channel.to_string(), "nonce": nonce(), "body": n.to_string(), "replyToId": first });
            service.data(&alice, SEND, json!({ "input": input })).await;
        }
        service.db.statements.take();
        service.authority.take_asked();
        let page = service.of_channel(&alice, channel, "messages(last: 20) { nodes { replyTo { body authorName } authorName viewerCanEdit channel { lastSequence } } }").await;
        assert!(page["nodes"].as_array().unwrap().iter().all(|node| node["replyTo"]["body"] == "first"));
        let counted = service.db.statements.take_counted();
        assert_eq!(counted["SELECT messages"], 2, "{counted:?}");
        assert_eq!((counted["SELECT channel_heads, read_states"], counted["SELECT user_names"]), (1, 1));
        assert_eq!(service.authority.take_asked(), [1]);
    }

    async fn keys_of_different_types_and_nonsense_come_back_in_order(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]).to_string();
        let message = service.say(&alice, channel.parse().unwrap(), "hi").await;
        let none: MessageId = Ambient::system().id();
        let keys = json!({ "keys": [
            { "__typename": "Message", "id": message }, { "__typename": "Channel", "id": "nonsense" }, { "__typename": "Channel", "id": channel },
            { "__typename": "Message", "id": none.to_string() }, { "__typename": "Message", "id": channel }, { "__typename": "Channel", "id": "" },
        ] });
        let answer = service.data(&alice, ENTITIES, keys).await;
        let ids: Vec<_> = answer["_entities"].as_array().unwrap().iter().map(|entity| entity["id"].clone()).collect();
        assert_eq!(json!(ids), json!([message, null, channel, null, null, null]));
        let many = json!({ "keys": vec![json!({ "__typename": "Message", "id": "x" }); 1_001] });
        assert_eq!(service.fault(&signed_in(&alice), ENTITIES, many).await, "BAD_USER_INPUT");
    }
}

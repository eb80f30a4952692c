//! `_entities`: one statement per table, whatever is asked, and a null at the index of each key that names nothing.

use chat_channels_migrations::Migrator;
use chat_chassis::Ambient;
use chat_model::{ChannelId, MembershipId};
use chat_testkit::{
    laws,
    people::{person, signed_in},
};
use serde_json::{Value, json};

use crate::service::Service;

const ENTITIES: &str = "query ($keys: [_Any!]!) { _entities(representations: $keys) {
    ... on Channel { id name kind viewerPermissions { canRead } members(first: 3) { nodes { userName } } }
    ... on Membership { id userName channel { name } }
    ... on User { id channels(first: 5) { nodes { name } } }
    ... on Viewer { id } } }";

laws! { Migrator;
    async fn a_batch_is_one_statement_per_table(db) {
        let service = Service::new(db);
        let alice = person("alice");
        for n in 0..250 {
            service.channel(&alice, "PUBLIC", &format!("channel {n}")).await;
        }
        let mut channels = Vec::new();
        let mut memberships = Vec::new();
        let mut after = Value::Null;
        while channels.len() < 250 {
            let query = "query ($after: String) { viewer { channels(first: 100, after: $after) {
                nodes { id viewerMembership { id } } pageInfo { endCursor } } } }";
            let page = service.data(&alice, query, json!({ "after": after })).await["viewer"]["channels"].take();
            for node in page["nodes"].as_array().unwrap() {
                channels.push(node["id"].as_str().unwrap().to_owned());
                memberships.push(node["viewerMembership"]["id"].as_str().unwrap().to_owned());
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        let ambient = Ambient::system();
        let missing_channel = || -> ChannelId { ambient.id() };
        let missing_membership = || -> MembershipId { ambient.id() };
        let mut snapshot = String::new();
        for count in [1_usize, 50, 500] {
            for (kind, ids) in [("Channel", &channels), ("Membership", &memberships)] {
                // Every second key names nothing.
                let keys: Vec<Value> = (0..count).map(|n| {
                    let missing = if kind == "Channel" { missing_channel().to_string() } else { missing_membership().to_string() };
                    let id = if n % 2 == 0 { ids[n / 2].clone() } else { missing };
                    json!({ "__typename": kind, "id": id })
                }).collect();
                service.db.statements.take();
                let answer = service.answer(&signed_in(&alice), ENTITIES, json!({ "keys": keys })).await;
                assert!(answer.get("errors").is_none(), "{answer}");
                for (n, entity) in answer["data"]["_entities"].as_array().unwrap().iter().enumerate() {
                    assert_eq!(entity["id"], if n % 2 == 0 { keys[n]["id"].clone() } else { Value::Null });
                }
                let statements = service.db.statements.take_counted();
                assert!(statements.values().all(|times| *times == 1), "{kind} {count}: {statements:?}");
                snapshot += &format!("{kind} × {count}: {:?}\n", statements.keys().collect::<Vec<_>>());
            }
        }
        insta::assert_snapshot!("statements_of_entities", snapshot);
    }

    async fn users_channels_are_one_statement_for_all_users(db) {
        let service = Service::new(db);
        let alice = person("alice");
        let people: Vec<_> = (0..50).map(|n| person(&format!("p{n}"))).collect();
        for n in 0..5 {
            let id = service.channel(&alice, "PUBLIC", &format!("channel {n}")).await;
            for person in people.iter().take(10 * (n + 1)) {
                service.join(person, &id).await;
            }
        }
        let keys: Vec<Value> = people.iter().map(|person| json!({ "__typename": "User", "id": person.user.to_string() })).collect();
        service.db.statements.take();
        let answer = service.answer(&signed_in(&alice), ENTITIES, json!({ "keys": keys })).await;
        let counts: Vec<usize> = answer["data"]["_entities"].as_array().unwrap().iter()
            .map(|user| user["channels"]["nodes"].as_array().unwrap().len()).collect();
        assert_eq!(counts[..12], [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4, 4]);
        let statements = service.db.statements.take_counted();
        assert_eq!(statements.values().sum::<usize>(), 2, "{statements:?}");
    }

    async fn keys_of_different_types_and_nonsense_come_back_in_order(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let id = service.channel(&alice, "PUBLIC", "general").await;
        let keys = json!([
            { "__typename": "User", "id": alice.user.to_string() }, { "__typename": "Channel", "id": "nonsense" },
            { "__typename": "Channel", "id": id }, { "__typename": "Viewer", "id": alice.user.viewer().to_string() },
            { "__typename": "User", "id": id }, { "__typename": "Membership", "id": "" },
        ]);
        let answer = service.answer(&signed_in(&alice), ENTITIES, json!({ "keys": keys })).await;
        let ids: Vec<_> = answer["data"]["_entities"].as_array().unwrap().iter().map(|entity| entity["id"].clone()).collect();
        assert_eq!(json!(ids), json!([alice.user.to_string(), null, id, alice.user.viewer().to_string(), null, null]));
    }

    async fn more_than_a_thousand_keys_and_unknown_types_are_refused(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let many = json!({ "keys": vec![json!({ "__typename": "Channel", "id": "x" }); 1_001] });
        assert_eq!(service.fault(&signed_in(&alice), ENTITIES, many).await, "BAD_USER_INPUT");
        for keys in [json!([{ "__typename": "Nothing", "id": "x" }]), json!([{ "id": "x" }]), json!([{ "__typename": "Channel", "id": { "a": 1 } }])] {
            let answer = service.answer(&signed_in(&alice), ENTITIES, json!({ "keys": keys })).await;
            assert!(answer["errors"].is_array() && answer["data"].is_null(), "{answer}");
        }
    }
}

//! `_entities`: one statement per table, whatever is asked, and a null at the index of each key that names nothing.

use chat_chassis::Ambient;
use chat_model::id;
use chat_testkit::laws;
use chat_users_migrations::Migrator;
use serde_json::{Value, json};

use crate::service::{PASSWORD, Service};

const ENTITIES: &str = "query ($keys: [_Any!]!) { _entities(representations: $keys) {
    ... on User { id username previousUsernames { username } }
    ... on Session { id isCurrent }
    ... on Viewer { id email emailVerifiedAt user { username } } } }";

laws! { Migrator;
    async fn a_batch_is_one_statement_per_table(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        let mut users = vec![alice.id.clone()];
        for n in 1..250 {
            users.push(service.register(&format!("user{n}")).await.id);
        }
        for _ in 0..49 {
            service.log_in("alice", PASSWORD).await;
        }
        let sessions: Vec<_> = service.sessions(&alice).await.iter().map(|session| session["id"].as_str().unwrap().to_owned()).collect();
        let ambient = Ambient::system();
        let mut snapshot = String::new();
        for count in [1_usize, 50, 500] {
            for (kind, ids) in [("User", &users), ("Session", &sessions)] {
                // Every second key names nothing.
                let keys: Vec<Value> = (0..count)
                    .map(|n| {
                        let missing = match kind {
                            "User" => ambient.id::<id::User>().to_string(),
                            _ => ambient.id::<id::Session>().to_string(),
                        };
                        let id = if n % 2 == 0 { ids[n / 2 % ids.len()].clone() } else { missing };
                        json!({ "__typename": kind, "id": id })
                    })
                    .collect();
                service.db.statements.take();
                let data = service.data(&alice.identity, ENTITIES, json!({ "keys": keys })).await;
                for (n, entity) in data["_entities"].as_array().unwrap().iter().enumerate() {
                    assert_eq!(entity["id"], if n % 2 == 0 { keys[n]["id"].clone() } else { Value::Null });
                }
                let statements = service.db.statements.take_counted();
                assert!(statements.values().all(|times| *times == 1), "{kind} {count}: {statements:?}");
                snapshot += &format!("{kind} × {count}: {:?}\n", statements.keys().collect::<Vec<_>>());
            }
        }
        insta::assert_snapshot!("statements_of_entities", snapshot);
    }

    async fn keys_of_different_types_and_nonsense_come_back_in_order(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        let viewer = alice.id.replace("usr_", "vwr_");
        let session = alice.identity.viewer.as_ref().unwrap().session.to_string();
        let keys = json!([
            { "__typename": "User", "id": "nonsense" }, { "__typename": "Viewer", "id": viewer }, { "__typename": "User", "id": alice.id },
            { "__typename": "User", "id": viewer }, { "__typename": "Session", "id": session }, { "__typename": "Session", "id": "a\u{0}" },
            { "__typename": "Viewer", "id": alice.id }, { "__typename": "User", "id": "\u{202e}" },
        ]);
        let data = service.data(&alice.identity, ENTITIES, json!({ "keys": keys })).await;
        let ids: Vec<_> = data["_entities"].as_array().unwrap().iter().map(|entity| entity["id"].clone()).collect();
        assert_eq!(json!(ids), json!([null, viewer, alice.id, null, session, null, null, null]));
    }

    async fn more_than_a_thousand_keys_and_unknown_types_are_refused(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        let many = json!({ "keys": vec![json!({ "__typename": "User", "id": "x" }); 1_001] });
        assert_eq!(service.fault(&alice.identity, ENTITIES, many).await, "BAD_USER_INPUT");
        for keys in [json!([{ "__typename": "Nothing", "id": "x" }]), json!([{ "id": "x" }]), json!([{ "__typename": "User", "id": { "a": 1 } }])] {
            let answer = service.answer(&alice.identity, ENTITIES, json!({ "keys": keys })).await;
            assert!(answer["errors"].is_array() && answer["data"].is_null(), "{answer}");
        }
    }

    async fn a_thousand_users_are_one_statement(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        let ambient = Ambient::system();
        let keys: Vec<_> = (0..1_000).map(|_| json!({ "__typename": "User", "id": ambient.id::<id::User>().to_string() })).collect();
        service.db.statements.take();
        service.data(&alice.identity, ENTITIES, json!({ "keys": keys })).await;
        assert_eq!(service.db.statements.take(), ["SELECT users"]);
    }
}

//! Reading users: one, and many.

use chat_testkit::{laws, people};
use chat_users_migrations::Migrator;
use serde_json::{Value, json};

use crate::service::Service;

const USERS: &str =
    "query ($query: String, $first: Int, $after: String) { users(query: $query, first: $first, after: $after) {
    nodes { username } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor } } }";

async fn names(service: &Service, query: Value) -> Vec<String> {
    let me = people::service("messages");
    let data = service.data(&me, USERS, json!({ "query": query, "first": 100 })).await;
    data["users"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["username"].as_str().unwrap().to_owned())
        .collect()
}

laws! { Migrator;
    async fn a_user_is_found_by_id_or_by_name_in_any_case(db) {
        let service = Service::new(db);
        let (alice, bob) = (service.register("Alice").await, service.register("bob").await);
        let query = "query ($id: ID, $name: String) { user(id: $id, username: $name) { id } }";
        for variables in [json!({ "id": alice.id }), json!({ "name": "aLICE" }), json!({ "id": alice.id, "name": null })] {
            assert_eq!(service.data(&bob.identity, query, variables).await["user"]["id"], alice.id);
        }
        for variables in [
            json!({ "id": "usr_nonsense" }), json!({ "id": alice.id.replace("usr_", "chn_") }), json!({ "id": "" }), json!({ "id": "a\0b" }),
            json!({ "name": "nobody" }), json!({ "name": "" }), json!({ "name": "a\0b" }), json!({ "name": "\u{202e}a" }), json!({ "name": "x".repeat(100_000) }),
        ] {
            assert_eq!(service.data(&bob.identity, query, variables).await["user"], Value::Null);
        }
        for variables in [json!({}), json!({ "id": alice.id, "name": "alice" }), json!({ "id": null })] {
            assert_eq!(service.fault(&bob.identity, query, variables).await, "BAD_USER_INPUT");
        }
    }

    async fn users_come_by_name_in_pages_that_neither_skip_nor_repeat(db) {
        let service = Service::new(db);
        let alice = service.register("zoe").await;
        for n in 0..24 {
            service.register(&format!("Name{n:02}")).await;
        }
        let (mut after, mut seen, mut pages) = (Value::Null, Vec::new(), 0);
        loop {
            let data = service.data(&alice.identity, USERS, json!({ "first": 10, "after": after })).await;
            let page = &data["users"];
            assert_eq!(page["pageInfo"]["hasPreviousPage"], pages > 0);
            seen.extend(page["nodes"].as_array().unwrap().iter().map(|user| user["username"].as_str().unwrap().to_owned()));
            after = page["pageInfo"]["endCursor"].clone();
            pages += 1;
            // Whoever comes meanwhile, before or after, moves nothing.
            service.register(&format!("aaa{pages}")).await;
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        let mut expected: Vec<_> = (0..24).map(|n| format!("Name{n:02}")).collect();
        expected.push("zoe".to_owned());
        assert_eq!((pages, seen), (3, expected));
    }

    async fn a_search_is_a_prefix_in_any_case_and_no_pattern(db) {
        let service = Service::new(db);
        for name in ["Alice", "alina", "al_x", "alz", "bob", "Дмитрий", "δάφνη", "ΟΔΥΣΣΕΥΣ", "al-x"] {
            let email = format!("{}@example.com", name.len());
            let input = json!({ "username": name, "email": format!("{name}{email}"), "password": crate::service::PASSWORD });
            assert_eq!(crate::service::code(&service.try_register(input).await), None, "{name}");
        }
        assert_eq!(names(&service, json!("ALI")).await, ["Alice", "alina"]);
        assert_eq!(names(&service, json!("al_")).await, ["al_x"]);
        assert_eq!(names(&service, json!("al-")).await, ["al-x"]);
        assert_eq!(names(&service, json!("дМи")).await, ["Дмитрий"]);
        assert_eq!(names(&service, json!("οδυς")).await, ["ΟΔΥΣΣΕΥΣ"]);
        assert_eq!(names(&service, json!(" bob ")).await, ["bob"]);
        for nothing in ["%", "a%", "a*", "al\\_", "' OR 1=1 --", "@", "x y", "alicee"] {
            assert_eq!(names(&service, json!(nothing)).await, Vec::<String>::new(), "{nothing}");
        }
        for everybody in [json!(""), json!(" "), Value::Null] {
            assert_eq!(names(&service, everybody).await.len(), 9);
        }
        // By their bytes, on every server.
        assert_eq!(names(&service, json!("al")).await, ["al-x", "al_x", "Alice", "alina", "alz"]);
    }

    async fn the_erased_are_tombstones_and_not_listed(db) {
        let service = Service::new(db);
        let (alice, bob) = (service.register("alice").await, service.register("bob").await);
        service.arrange("UPDATE users SET deleted_at = 1, username = 'deleted', username_key = 'deleted ' || username_key WHERE username_key = 'alice'").await;
        assert_eq!(names(&service, Value::Null).await, ["bob"]);
        let query = "query ($id: ID, $name: String) { user(id: $id, username: $name) { username isDeleted } }";
        let tombstone = service.data(&bob.identity, query, json!({ "id": alice.id })).await;
        assert_eq!(tombstone["user"], json!({ "username": "deleted", "isDeleted": true }));
        assert_eq!(service.data(&bob.identity, query, json!({ "name": "alice" })).await["user"], Value::Null);
    }

    async fn a_bad_page_or_query_is_refused(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        for variables in [
            json!({ "first": -1 }), json!({ "first": 0 }), json!({ "first": 101 }), json!({ "after": "garbage" }), json!({ "after": "" }),
            json!({ "query": "a\0" }), json!({ "query": "\u{202e}" }), json!({ "query": "x".repeat(65) }), json!({ "query": "x".repeat(100_000) }),
        ] {
            assert_eq!(service.fault(&alice.identity, USERS, variables).await, "BAD_USER_INPUT");
        }
        let last = "{ users(last: 1, first: 1) { nodes { id } } }";
        assert!(service.answer(&alice.identity, last, json!({})).await["errors"].is_array());
    }
}

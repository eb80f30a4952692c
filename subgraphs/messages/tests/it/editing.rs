use std::sync::Arc;

use chat_messages::domain::{Role, Verdict};
use chat_messages_migrations::Migrator;
use chat_testkit::{laws, people::person};
use serde_json::{Value, json};

use crate::service::{Service, verdict};

laws! { Migrator;
    async fn an_edit_replaces_the_text_and_keeps_the_former_one(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let channel = service.channel(&[&alice, &bob]);
        let id = service.say(&alice, channel, "one").await;
        let edited = service.edit(&alice, &id, "two", Some(1)).await;
        assert_eq!(edited["errors"], json!([]));
        assert_eq!((&edited["message"]["body"], &edited["message"]["version"]), (&json!("two"), &json!(2)));
        assert!(edited["message"]["editedAt"].is_string());
        service.edit(&alice, &id, "three", None).await;
        let read = service.data(&bob, "query ($id: ID!) { message(id: $id) { body version sequence edits { nodes { version body editor { id } } pageInfo { hasNextPage } } } }",
            json!({ "id": id })).await;
        let editor = json!({ "id": alice.user.to_string() });
        assert_eq!(read["message"], json!({ "body": "three", "version": 3, "sequence": 1, "edits": {
            "nodes": [{ "version": 1, "body": "one", "editor": editor }, { "version": 2, "body": "two", "editor": editor }],
            "pageInfo": { "hasNextPage": false } } }));
    }

    async fn the_same_text_makes_no_version(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]);
        let id = service.say(&alice, channel, "one").await;
        let edited = service.edit(&alice, &id, "one", None).await;
        assert_eq!((&edited["message"]["version"], &edited["message"]["editedAt"]), (&json!(1), &Value::Null));
        assert_eq!(edited["message"]["edits"]["nodes"], json!([]));
    }

    async fn another_version_than_expected_is_a_conflict_that_shows_the_current_text(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]);
        let id = service.say(&alice, channel, "one").await;
        service.edit(&alice, &id, "two", None).await;
        for expected in [1, 0, -1, 3] {
            let refused = service.edit(&alice, &id, "mine", Some(expected)).await;
            assert_eq!(refused["message"], Value::Null);
            assert_eq!(refused["errors"], json!([{ "code": "EDIT_CONFLICT", "path": ["input", "expectedVersion"],
                "message": "someone edited this message meanwhile", "current": { "body": "two", "version": 2 } }]));
        }
    }

    async fn of_ten_who_expect_the_same_version_one_wins(db) {
        let (service, alice) = (Arc::new(Service::new(db)), person("alice"));
        let channel = service.channel(&[&alice]);
        let id = service.say(&alice, channel, "one").await;
        let mut tasks = Vec::new();
        for n in 0..10 {
            let (service, alice, id) = (service.clone(), alice.clone(), id.clone());
            tasks.push(tokio::spawn(async move { service.edit(&alice, &id, &format!("edit {n}"), Some(1)).await }));
        }
        let (mut won, mut lost) = (0, 0);
        for task in tasks {
            let edited = task.await.unwrap();
            won += usize::from(edited["message"]["version"] == 2);
            lost += usize::from(edited["errors"][0]["code"] == "EDIT_CONFLICT");
        }
        assert_eq!((won, lost), (1, 9));
    }

    async fn of_ten_who_expect_nothing_all_are_kept(db) {
        let (service, alice) = (Arc::new(Service::new(db)), person("alice"));
        let channel = service.channel(&[&alice]);
        let id = service.say(&alice, channel, "one").await;
        let mut tasks = Vec::new();
        for n in 0..10 {
            let (service, alice, id) = (service.clone(), alice.clone(), id.clone());
            tasks.push(tokio::spawn(async move { service.edit(&alice, &id, &format!("edit {n}"), None).await }));
        }
        for task in tasks {
            assert_eq!(task.await.unwrap()["errors"], json!([]));
        }
        let read = service.data(&alice, "query ($id: ID!) { message(id: $id) { body version edits { nodes { version body } } } }", json!({ "id": id })).await;
        assert_eq!(read["message"]["version"], 11);
        let mut bodies: Vec<_> = read["message"]["edits"]["nodes"].as_array().unwrap().iter().map(|edit| edit["body"].to_string()).collect();
        bodies.push(read["message"]["body"].to_string());
        bodies.sort();
        bodies.dedup();
        assert_eq!(bodies.len(), 11);
    }

    async fn the_latest_hundred_texts_are_kept_in_pages(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]);
        let id = service.say(&alice, channel, "0").await;
        for n in 1..=103 {
            service.edit(&alice, &id, &n.to_string(), None).await;
        }
        let query = "query ($id: ID!, $first: Int, $after: String) { message(id: $id) { edits(first: $first, after: $after) {
            nodes { version } pageInfo { hasNextPage hasPreviousPage endCursor } } } }";
        let page = |first: i32, after: Value| json!({ "id": id, "first": first, "after": after });
        let edits = service.data(&alice, query, page(60, Value::Null)).await["message"]["edits"].take();
        let versions = |edits: &Value| edits["nodes"].as_array().unwrap().iter().map(|edit| edit["version"].as_i64().unwrap()).collect::<Vec<_>>();
        assert_eq!(versions(&edits), (4..=63).collect::<Vec<_>>());
        assert_eq!(edits["pageInfo"]["hasNextPage"], true);
        let edits = service.data(&alice, query, page(60, edits["pageInfo"]["endCursor"].clone())).await["message"]["edits"].take();
        assert_eq!(versions(&edits), (64..=103).collect::<Vec<_>>());
        assert_eq!((&edits["pageInfo"]["hasNextPage"], &edits["pageInfo"]["hasPreviousPage"]), (&json!(false), &json!(true)));
    }

    async fn only_the_author_edits_and_only_while_they_may_write(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let channel = service.channel(&[&alice]);
        let id = service.say(&alice, channel, "one").await;
        let member = verdict(Some(Role::Member));
        service.authority.set(&bob, channel, verdict(Some(Role::Owner)));
        assert_eq!(service.edit(&bob, &id, "mine", None).await["errors"][0]["code"], "FORBIDDEN");
        let now = service.clock.ambient().now();
        let later = now.after(std::time::Duration::from_secs(60));
        let can_edit = "query ($id: ID!) { message(id: $id) { viewerCanEdit } }";
        for (code, verdict) in [
            ("NOT_A_MEMBER", verdict(None)),
            ("MUTED", Verdict { muted_until: Some(later), can_post: false, ..member }),
            ("ARCHIVED", Verdict { archived_at: Some(now), can_post: false, ..member }),
            ("FORBIDDEN", Verdict { can_post: false, ..member }),
        ] {
            service.authority.set(&alice, channel, verdict);
            assert_eq!(service.edit(&alice, &id, "two", None).await["errors"][0]["code"], code);
            assert_eq!(service.data(&alice, can_edit, json!({ "id": id })).await["message"]["viewerCanEdit"], false);
        }
        service.authority.set(&alice, channel, member);
        assert_eq!(service.data(&alice, can_edit, json!({ "id": id })).await["message"]["viewerCanEdit"], true);
        service.delete(&alice, &id).await;
        assert_eq!(service.edit(&alice, &id, "two", None).await["errors"][0]["code"], "NOT_FOUND");
    }
}

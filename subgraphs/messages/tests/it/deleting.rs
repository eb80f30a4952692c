use std::sync::Arc;

use chat_messages::domain::{Role, Verdict};
use chat_messages_migrations::Migrator;
use chat_testkit::{laws, people::person};
use serde_json::{Value, json};

use crate::service::{Service, verdict};

laws! { Migrator;
    async fn all_messages_are_counted_also_what_is_left_of_deleted_ones(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        assert_eq!(service.store.count().await.unwrap(), 0);
        for _ in 0..2 {
            let channel = service.channel(&[&alice]);
            service.say(&alice, channel, "one").await;
            let message = service.say(&alice, channel, "two").await;
            service.delete(&alice, &message).await;
        }
        assert_eq!(service.store.count().await.unwrap(), 4);
    }

    async fn what_is_deleted_leaves_its_place_and_nothing_else(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let channel = service.channel(&[&alice, &bob]);
        service.say(&alice, channel, "zero").await;
        let id = service.say(&alice, channel, "secret").await;
        service.edit(&alice, &id, "another secret", None).await;
        let deleted = service.delete(&alice, &id).await;
        assert_eq!(deleted["errors"], json!([]));
        let message = &deleted["message"];
        assert!(message["deletedAt"].is_string());
        let rest = json!([message["sequence"], message["body"], message["bodyHtml"], message["bodyText"], message["version"],
            message["edits"]["nodes"], message["viewerCanEdit"], message["viewerCanDelete"]]);
        assert_eq!(rest, json!([2, "", "", "", 3, [], false, false]));
        // It is still in its channel, for everyone.
        let page = service.of_channel(&bob, channel, "messages { nodes { sequence body deletedAt edits { nodes { body } } } }").await;
        assert_eq!(page["nodes"][1]["sequence"], 2);
        assert_eq!(page["nodes"][1]["deletedAt"], message["deletedAt"]);
        assert!(!page.to_string().contains("secret"));
        service.say(&alice, channel, "three").await;
        assert_eq!(service.sequences(&bob, channel).await, [1, 2, 3]);
    }

    async fn deleting_again_changes_nothing(db) {
        let (service, alice) = (Arc::new(Service::new(db)), person("alice"));
        let channel = service.channel(&[&alice]);
        let id = service.say(&alice, channel, "one").await;
        let first = service.delete(&alice, &id).await;
        service.clock.advance(std::time::Duration::from_secs(5));
        let mut tasks = Vec::new();
        for _ in 0..5 {
            let (service, alice, id) = (service.clone(), alice.clone(), id.clone());
            tasks.push(tokio::spawn(async move { service.delete(&alice, &id).await }));
        }
        for task in tasks {
            assert_eq!(task.await.unwrap(), first);
        }
    }

    async fn authors_and_those_who_keep_order_delete(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let channel = service.channel(&[&alice]);
        let can = "query ($id: ID!) { message(id: $id) { viewerCanDelete } }";
        for (role, code) in [
            (None, "FORBIDDEN"), (Some(Role::Guest), "FORBIDDEN"), (Some(Role::Member), "FORBIDDEN"),
            (Some(Role::Moderator), ""), (Some(Role::Owner), ""),
        ] {
            let id = service.say(&alice, channel, "one").await;
            service.authority.set(&bob, channel, verdict(role));
            assert_eq!(service.data(&bob, can, json!({ "id": id })).await["message"]["viewerCanDelete"], code.is_empty());
            let payload = service.delete(&bob, &id).await;
            assert_eq!(payload["errors"][0]["code"].as_str().unwrap_or_default(), code);
            assert_eq!(payload["message"].is_object(), code.is_empty());
        }
        // An author who has left takes their words back.
        let id = service.say(&alice, channel, "one").await;
        service.authority.set(&alice, channel, verdict(None));
        assert_eq!(service.delete(&alice, &id).await["errors"], json!([]));
    }

    async fn nothing_is_deleted_in_an_archived_channel(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]);
        let id = service.say(&alice, channel, "one").await;
        let archived = Some(service.clock.ambient().now());
        service.authority.set(&alice, channel, Verdict { archived_at: archived, can_post: false, ..verdict(Some(Role::Owner)) });
        let refused = service.delete(&alice, &id).await;
        assert_eq!((&refused["errors"][0]["code"], &refused["message"]), (&json!("ARCHIVED"), &Value::Null));
    }
}

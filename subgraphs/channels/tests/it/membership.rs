use std::sync::Arc;

use chat_channels_migrations::Migrator;
use chat_testkit::{
    laws,
    people::{nobody, person},
};
use serde_json::json;

use crate::service::{Service, sql_id};

laws! { Migrator;
    async fn joining_twice_is_joining_once(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let id = service.channel(&alice, "PUBLIC", "general").await;
        let first = service.join(&bob, &id).await;
        assert_eq!(first["membership"]["userName"], "bob");
        assert_eq!(first["membership"]["channel"]["memberCount"], 2);
        assert_eq!(service.join(&bob, &id).await, first);
    }

    async fn fifty_join_at_once_and_each_counts_once(db) {
        let service = Arc::new(Service::new(db));
        let alice = person("alice");
        let id = service.channel(&alice, "PUBLIC", "general").await;
        let bob = person("bob");
        let mut tasks = Vec::new();
        for n in 0..50 {
            // Every fifth is bob again.
            let who = if n % 5 == 0 { bob.clone() } else { person(&format!("p{n}")) };
            let (service, id) = (service.clone(), id.clone());
            tasks.push(tokio::spawn(async move { service.join(&who, &id).await }));
        }
        for task in tasks {
            assert_eq!(task.await.unwrap()["errors"], json!([]));
        }
        let query = "query ($id: ID!) { channel(id: $id) { memberCount members(first: 100) { nodes { userId } } } }";
        let channel = service.data(&alice, query, json!({ "id": id })).await["channel"].take();
        assert_eq!(channel["memberCount"], 42);
        assert_eq!(channel["members"]["nodes"].as_array().unwrap().len(), 42);
    }

    async fn leaving_ends_it_and_leaving_again_does_no_harm(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let id = service.channel(&alice, "PUBLIC", "general").await;
        service.join(&bob, &id).await;
        assert_eq!(service.leave(&bob, &id).await["channel"]["memberCount"], 1);
        assert_eq!(service.leave(&bob, &id).await["channel"]["memberCount"], 1);
        assert_eq!(service.leave(&bob, &id).await["errors"], json!([]));
    }

    async fn whoever_leaves_a_private_channel_no_longer_sees_it(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let query = "mutation ($input: CreateChannelInput!) { createChannel(input: $input) { channel { id } } }";
        let input = json!({ "input": { "idempotencyKey": "1", "kind": "PRIVATE", "name": "plans", "memberIds": [bob.user.to_string()] } });
        let made = service.data(&alice, query, input).await;
        let id = made["createChannel"]["channel"]["id"].as_str().unwrap();
        assert_eq!(service.leave(&bob, id).await, json!({ "channel": null, "errors": [] }));
        assert_eq!(service.leave(&bob, id).await["errors"][0]["code"], "NOT_FOUND");
        assert_eq!(service.join(&bob, id).await["errors"][0]["code"], "NOT_FOUND");
    }

    async fn the_last_owner_stays(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let id = service.channel(&alice, "PUBLIC", "general").await;
        service.join(&bob, &id).await;
        assert_eq!(service.leave(&alice, &id).await["errors"][0]["code"], "LAST_OWNER");
        service.arrange(&format!("UPDATE memberships SET role = 'OWNER' WHERE user_id = {}", sql_id(&bob.user.to_string(), &service.db))).await;
        assert_eq!(service.leave(&alice, &id).await["errors"], json!([]));
        assert_eq!(service.leave(&bob, &id).await["errors"][0]["code"], "LAST_OWNER");
    }

    async fn the_banned_stay_out_until_their_ban_ends(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let id = service.channel(&alice, "PUBLIC", "general").await;
        let until = service.clock.ambient().now().as_millis() + 60_000;
        service.arrange(&format!(
            "INSERT INTO bans (channel_id, user_id, banned_by, created_at, expires_at) VALUES ({}, {}, {}, 0, {until})",
            sql_id(&id, &service.db), sql_id(&bob.user.to_string(), &service.db), sql_id(&alice.user.to_string(), &service.db),
        )).await;
        assert_eq!(service.join(&bob, &id).await["errors"][0]["code"], "BANNED");
        let query = "query ($id: ID!) { channel(id: $id) { members { nodes { id } } viewerPermissions { canRead } } }";
        let seen = service.data(&bob, query, json!({ "id": id })).await["channel"].take();
        assert_eq!(seen, json!({ "members": null, "viewerPermissions": { "canRead": false } }));
        // Nor are the others' memberships had by their ids.
        let own = "query ($id: ID!) { channel(id: $id) { viewerMembership { id } } }";
        let of_alice = service.data(&alice, own, json!({ "id": id })).await["channel"]["viewerMembership"]["id"].take();
        let entity = "query ($id: ID!) { _entities(representations: [{ __typename: \"Membership\", id: $id }]) { ... on Membership { userName } } }";
        assert_eq!(service.data(&bob, entity, json!({ "id": of_alice })).await, json!({ "_entities": [null] }));
        assert_eq!(service.data(&alice, entity, json!({ "id": of_alice })).await["_entities"][0]["userName"], "alice");
        service.clock.advance(std::time::Duration::from_secs(61));
        assert_eq!(service.join(&bob, &id).await["errors"], json!([]));
    }

    async fn an_archived_channel_takes_nobody_and_changes_nothing(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let id = service.channel(&alice, "PUBLIC", "general").await;
        service.arrange("UPDATE channels SET archived_at = 1").await;
        assert_eq!(service.join(&bob, &id).await["errors"][0]["code"], "ARCHIVED");
        let update = "mutation ($id: ID!) { updateChannel(input: { channelId: $id, topic: \"x\" }) { errors { code } } }";
        let refused = service.data(&alice, update, json!({ "id": id })).await;
        assert_eq!(refused["updateChannel"]["errors"][0]["code"], "ARCHIVED");
        let listed = service.data(&alice, "{ channels { nodes { id } } }", json!({})).await;
        assert_eq!(listed["channels"]["nodes"], json!([]));
    }

    async fn nobody_changes_anything_without_signing_in(db) {
        let service = Service::new(db);
        let alice = person("alice");
        let id = service.channel(&alice, "PUBLIC", "general").await;
        for mutation in [
            "joinChannel(input: { channelId: $id }) { errors { code } }",
            "leaveChannel(input: { channelId: $id }) { errors { code } }",
            "updateChannel(input: { channelId: $id, topic: \"x\" }) { errors { code } }",
            "openDirectMessage(input: { userIds: [$id] }) { errors { code } }",
            "createChannel(input: { idempotencyKey: $id, kind: PUBLIC, name: \"x\" }) { errors { code } }",
        ] {
            let query = format!("mutation ($id: ID!) {{ {mutation} }}");
            assert_eq!(service.fault(&nobody(), &query, json!({ "id": id })).await, "UNAUTHENTICATED");
        }
    }

    async fn a_younger_name_stays_and_an_older_one_does_not_come_back(db) {
        let service = Service::new(db);
        let (alice, mut bob) = (person("alice"), person("bob"));
        let (one, two) = (service.channel(&alice, "PUBLIC", "one").await, service.channel(&alice, "PUBLIC", "two").await);
        let old = bob.clone();
        bob.name = "robert".to_owned();
        bob.until = bob.until.after(std::time::Duration::from_secs(1));
        assert_eq!(service.join(&bob, &one).await["membership"]["userName"], "robert");
        assert_eq!(service.join(&old, &two).await["membership"]["userName"], "robert");
    }

    async fn own_settings_are_shown_to_nobody_else(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let id = service.channel(&alice, "PUBLIC", "general").await;
        let query = "query ($id: ID!) { channel(id: $id) { members { nodes { notifications isFavorite isHidden } } } }";
        let own = service.data(&alice, query, json!({ "id": id })).await;
        assert_eq!(own["channel"]["members"]["nodes"][0], json!({ "notifications": "ALL", "isFavorite": false, "isHidden": false }));
        let others = service.data(&bob, query, json!({ "id": id })).await;
        assert_eq!(others["channel"]["members"]["nodes"][0], json!({ "notifications": null, "isFavorite": null, "isHidden": null }));
    }
}

use chat_channels_migrations::Migrator;
use chat_testkit::{laws, people::person};
use serde_json::json;

use crate::service::Service;

const CREATE: &str = "mutation ($input: CreateChannelInput!) { createChannel(input: $input) {
    channel { id kind name topic memberCount viewerMembership { role }
        members { nodes { userId role invitedBy { id } } } }
    errors { code path message } } }";

const UPDATE: &str = "mutation ($input: UpdateChannelInput!) { updateChannel(input: $input) {
    channel { name topic description slowModeSeconds retentionDays } errors { code path } } }";

laws! { Migrator;
    async fn the_creator_owns_and_the_others_are_members(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let input = json!({ "input": { "idempotencyKey": "1", "kind": "PRIVATE", "name": "Plans", "topic": "next",
            "memberIds": [bob.user.to_string(), alice.user.to_string()] } });
        let made = service.data(&alice, CREATE, input).await["createChannel"].take();
        assert_eq!(made["errors"], json!([]));
        assert_eq!(made["channel"]["memberCount"], 2);
        assert_eq!(made["channel"]["viewerMembership"]["role"], "OWNER");
        let members = made["channel"]["members"]["nodes"].as_array().unwrap();
        assert_eq!(members.len(), 2);
        let of_bob = members.iter().find(|member| member["userId"] == bob.user.to_string()).unwrap();
        assert_eq!(of_bob["invitedBy"]["id"], alice.user.to_string());
        assert_eq!(of_bob["role"], "MEMBER");
    }

    async fn all_channels_are_counted(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        assert_eq!(service.store.count().await.unwrap(), 0);
        for (kind, name) in [("PUBLIC", "general"), ("PRIVATE", "plans")] {
            service.channel(&alice, kind, name).await;
        }
        assert_eq!(service.store.count().await.unwrap(), 2);
    }

    async fn the_same_key_makes_one_channel(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let input = |name: &str| json!({ "input": { "idempotencyKey": "k", "kind": "PUBLIC", "name": name } });
        let first = service.data(&alice, CREATE, input("general")).await["createChannel"].take();
        let again = service.data(&alice, CREATE, input("general")).await["createChannel"].take();
        assert_eq!(first["channel"]["id"], again["channel"]["id"]);
        let other = service.data(&alice, CREATE, input("random")).await["createChannel"].take();
        assert_eq!(other["errors"][0]["code"], "CONFLICT");
        // Another person's key is another key.
        let bobs = service.data(&bob, CREATE, input("random")).await["createChannel"].take();
        assert_eq!(bobs["errors"], json!([]));
    }

    async fn twenty_at_once_with_one_key_make_one_channel(db) {
        let service = std::sync::Arc::new(Service::new(db));
        let alice = person("alice");
        let mut tasks = Vec::new();
        for _ in 0..20 {
            let (service, alice) = (service.clone(), alice.clone());
            tasks.push(tokio::spawn(async move { service.channel(&alice, "PUBLIC", "general").await }));
        }
        let mut ids = std::collections::BTreeSet::new();
        for task in tasks {
            ids.insert(task.await.unwrap());
        }
        assert_eq!(ids.len(), 1);
    }

    async fn a_public_name_is_taken_once_in_any_case(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        service.channel(&alice, "PUBLIC", "Général").await;
        let input = json!({ "input": { "idempotencyKey": "2", "kind": "PUBLIC", "name": "gÉnéral" } });
        let refused = service.data(&bob, CREATE, input).await["createChannel"].take();
        assert_eq!(refused["errors"][0]["code"], "NAME_TAKEN");
        assert_eq!(refused["errors"][0]["path"], json!(["input", "name"]));
        assert_eq!(refused["channel"], json!(null));
    }

    async fn a_private_name_tells_nobody_that_it_is_taken(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        service.channel(&alice, "PRIVATE", "merger").await;
        service.channel(&bob, "PRIVATE", "merger").await;
        service.channel(&bob, "PUBLIC", "merger").await;
    }

    async fn a_refused_channel_leaves_nothing_behind(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        service.channel(&alice, "PUBLIC", "general").await;
        let input = json!({ "input": { "idempotencyKey": "taken", "kind": "PUBLIC", "name": "general" } });
        service.data(&alice, CREATE, input).await;
        // Neither the key: it may be used for another name.
        let input = json!({ "input": { "idempotencyKey": "taken", "kind": "PUBLIC", "name": "free" } });
        let made = service.data(&alice, CREATE, input).await["createChannel"].take();
        assert_eq!(made["errors"], json!([]));
    }

    async fn leaders_change_what_is_named_and_nothing_else(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let id = service.channel(&alice, "PUBLIC", "general").await;
        let change = json!({ "input": { "channelId": id, "topic": "news", "slowModeSeconds": 30, "retentionDays": 7 } });
        service.data(&alice, UPDATE, change).await;
        let change = json!({ "input": { "channelId": id, "retentionDays": null, "description": "two\nlines" } });
        let changed = service.data(&alice, UPDATE, change).await["updateChannel"]["channel"].take();
        assert_eq!(changed, json!({ "name": "general", "topic": "news", "description": "two\nlines",
            "slowModeSeconds": 30, "retentionDays": null }));

        service.join(&bob, &id).await;
        let refused = service.data(&bob, UPDATE, json!({ "input": { "channelId": id, "topic": "mine" } })).await;
        assert_eq!(refused["updateChannel"]["errors"][0]["code"], "FORBIDDEN");
    }

    async fn a_new_name_is_free_or_refused_and_frees_the_old_one(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let id = service.channel(&alice, "PUBLIC", "one").await;
        service.channel(&alice, "PUBLIC", "two").await;
        let rename = |name: serde_json::Value| json!({ "input": { "channelId": id, "name": name } });
        let refused = service.data(&alice, UPDATE, rename(json!("TWO"))).await["updateChannel"].take();
        assert_eq!(refused["errors"][0]["code"], "NAME_TAKEN");
        let refused = service.data(&alice, UPDATE, rename(json!(null))).await["updateChannel"].take();
        assert_eq!(refused["errors"][0]["code"], "INVALID_INPUT");
        let done = service.data(&alice, UPDATE, rename(json!("three"))).await["updateChannel"].take();
        assert_eq!(done["errors"], json!([]));
        service.channel(&alice, "PUBLIC", "one-again").await;
        let free = service.data(&alice, "{ channelByName(name: \"one\") { id } }", json!({})).await;
        assert_eq!(free["channelByName"], json!(null));
    }
}

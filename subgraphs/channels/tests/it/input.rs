//! Bad input gets a clear error, and nothing is written.

use chat_channels_migrations::Migrator;
use chat_testkit::{
    laws,
    people::{nobody, person},
};
use serde_json::{Value, json};

use crate::service::Service;

const CREATE: &str =
    "mutation ($input: CreateChannelInput!) { createChannel(input: $input) { channel { id } errors { code path } } }";

laws! { Migrator;
    async fn bad_texts_and_ids_are_refused_at_their_path(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let good = json!({ "idempotencyKey": "1", "kind": "PUBLIC", "name": "general" });
        let long = "x".repeat(2_000);
        for (field, value) in [
            ("name", json!("")), ("name", json!("  ")), ("name", json!("a\u{0}b")), ("name", json!("a\nb")),
            ("name", json!("\u{202E}evil")), ("name", json!(long)), ("topic", json!("a\u{1b}b")), ("topic", json!(long)),
            ("description", json!(long)), ("description", json!("\u{2066}")), ("idempotencyKey", json!("")),
            ("idempotencyKey", json!(long)), ("memberIds", json!(["nonsense"])), ("memberIds", json!([good["name"]])),
            ("memberIds", json!(vec![alice.user.to_string(); 100])), ("kind", json!("DIRECT")), ("kind", json!("GROUP")),
        ] {
            let mut input = good.clone();
            input[field] = value;
            let refused = service.data(&alice, CREATE, json!({ "input": input })).await["createChannel"].take();
            assert_eq!(refused["errors"], json!([{ "code": "INVALID_INPUT", "path": ["input", field] }]), "{input}");
            assert_eq!(refused["channel"], Value::Null);
        }
        let listed = service.data(&alice, "{ viewer { channels { nodes { id } } } }", json!({})).await;
        assert_eq!(listed["viewer"]["channels"]["nodes"], json!([]));
    }

    async fn numbers_out_of_range_are_refused(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let id = service.channel(&alice, "PUBLIC", "general").await;
        let update = "mutation ($input: UpdateChannelInput!) { updateChannel(input: $input) { errors { code path } } }";
        for (field, value) in [("slowModeSeconds", -1), ("slowModeSeconds", 21_601), ("retentionDays", 0), ("retentionDays", 3_651)] {
            let refused = service.data(&alice, update, json!({ "input": { "channelId": id, field: value } })).await;
            assert_eq!(refused["updateChannel"]["errors"], json!([{ "code": "INVALID_INPUT", "path": ["input", field] }]));
        }
    }

    async fn bad_pages_are_refused_on_every_list(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let id = service.channel(&alice, "PUBLIC", "general").await;
        for field in [
            "channels(first: -1) { nodes { id } }", "channels(first: 0) { nodes { id } }", "channels(first: 101) { nodes { id } }",
            "channels(after: \"garbage\") { nodes { id } }", "channels(after: \"AAAA\", orderBy: NAME) { nodes { id } }",
            "channels(query: \"a\\u0000\") { nodes { id } }",
        ] {
            assert_eq!(service.fault(&nobody(), &format!("{{ {field} }}"), json!({})).await, "BAD_USER_INPUT", "{field}");
        }
        for field in [
            "members(first: -1) { nodes { id } }", "members(first: 1, last: 1) { nodes { id } }", "members(last: 101) { nodes { id } }",
            "members(before: \"%%%\") { nodes { id } }",
        ] {
            let query = format!("query ($id: ID!) {{ channel(id: $id) {{ {field} }} }}");
            assert_eq!(service.fault(&nobody(), &query, json!({ "id": id })).await, "BAD_USER_INPUT", "{field}");
        }
        let query = "{ viewer { channels(first: 501) { nodes { id } } } }";
        assert_eq!(service.fault(&chat_testkit::people::signed_in(&alice), query, json!({})).await, "BAD_USER_INPUT");
    }

    async fn lists_in_lists_have_an_end(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let id = service.channel(&alice, "PUBLIC", "general").await;
        let nested = |levels: usize| {
            let inner = (0..levels).fold("id".to_owned(), |inner, _| format!("members(first: 100) {{ nodes {{ channel {{ {inner} }} }} }}"));
            format!("query ($id: ID!) {{ channel(id: $id) {{ {inner} }} }}")
        };
        assert!(service.answer(&nobody(), &nested(2), json!({ "id": id })).await.get("errors").is_none());
        assert_eq!(service.fault(&nobody(), &nested(3), json!({ "id": id })).await, "COST_LIMIT");
    }

    async fn an_id_of_another_kind_is_no_channel(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        for id in [alice.user.to_string(), "chn_".to_owned(), String::new(), "chn_\u{0}".to_owned(), "x".repeat(100_000)] {
            let answer = service.data(&alice, "query ($id: ID!) { channel(id: $id) { id } }", json!({ "id": id })).await;
            assert_eq!(answer, json!({ "channel": null }));
            assert_eq!(service.join(&alice, &id).await["errors"][0]["code"], "NOT_FOUND");
        }
    }
}

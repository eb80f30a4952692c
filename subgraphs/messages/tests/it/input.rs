//! Bad input gets a clear error, and nothing is written.

use chat_messages_migrations::Migrator;
use chat_testkit::{laws, people::person};
use serde_json::{Value, json};

use crate::service::{SEND, Service, nonce};

laws! { Migrator;
    async fn bad_texts_and_nonces_are_refused_at_their_path(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]);
        let good = json!({ "channelId": channel.to_string(), "nonce": nonce(), "body": "hi" });
        for (field, value, code) in [
            ("body", json!(""), "INVALID_INPUT"), ("body", json!(" \n\t"), "INVALID_INPUT"), ("body", json!("a\u{0}b"), "INVALID_INPUT"),
            ("body", json!("a\rb"), "INVALID_INPUT"), ("body", json!("\u{202E}evil"), "INVALID_INPUT"), ("body", json!("a\u{1b}[2J"), "INVALID_INPUT"),
            ("body", json!("x".repeat(8_001)), "TOO_LONG"), ("body", json!("é".repeat(8_001)), "TOO_LONG"), ("body", json!("x".repeat(100_000)), "TOO_LONG"),
            ("nonce", json!(""), "INVALID_INPUT"), ("nonce", json!("1"), "INVALID_INPUT"), ("nonce", json!(nonce().to_uppercase()), "INVALID_INPUT"),
            ("nonce", json!(nonce().replace('-', "")), "INVALID_INPUT"), ("nonce", json!(format!("{{{}}}", nonce())), "INVALID_INPUT"),
            ("nonce", json!("\u{0}"), "INVALID_INPUT"),
            ("channelId", json!(""), "NOT_FOUND"), ("channelId", json!("chn_\u{0}"), "NOT_FOUND"), ("channelId", json!(alice.user.to_string()), "NOT_FOUND"),
        ] {
            let mut input = good.clone();
            input[field] = value;
            let refused = service.data(&alice, SEND, json!({ "input": input })).await["sendMessage"].take();
            assert_eq!((&refused["errors"][0]["code"], &refused["errors"][0]["path"]), (&json!(code), &json!(["input", field])), "{field}");
            assert_eq!(refused["message"], Value::Null);
        }
        assert_eq!(service.of_channel(&alice, channel, "lastSequence").await, 0);
    }

    async fn what_is_accepted_is_stored_exactly(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]);
        for body in [" leading and trailing ", "two\nlines\tand a tab", "👩‍👩‍👧‍👦 שלום こんにちは", "'; DROP TABLE messages; --", &"é".repeat(8_000)] {
            service.say(&alice, channel, body).await;
            assert_eq!(service.of_channel(&alice, channel, "lastMessage { body }").await["body"], body);
        }
    }

    async fn a_bad_edit_or_deletion_changes_nothing(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]);
        let id = service.say(&alice, channel, "one").await;
        for (body, code) in [("", "INVALID_INPUT"), ("a\u{0}", "INVALID_INPUT"), (&"x".repeat(8_001), "TOO_LONG")] {
            let refused = service.edit(&alice, &id, body, None).await;
            assert_eq!((&refused["errors"][0]["code"], &refused["errors"][0]["path"]), (&json!(code), &json!(["input", "body"])));
        }
        let query = "mutation ($id: ID!, $reason: String) { deleteMessage(input: { messageId: $id, reason: $reason }) { message { id } errors { code path } } }";
        for (reason, code) in [("a\u{0}", "INVALID_INPUT"), (&"x".repeat(501), "TOO_LONG")] {
            let refused = service.data(&alice, query, json!({ "id": id, "reason": reason })).await["deleteMessage"].take();
            assert_eq!(refused["errors"], json!([{ "code": code, "path": ["input", "reason"] }]));
        }
        for reason in [Value::Null, json!("")] {
            let other = service.say(&alice, channel, "two").await;
            assert_eq!(service.data(&alice, query, json!({ "id": other, "reason": reason })).await["deleteMessage"]["errors"], json!([]));
        }
        let read = service.data(&alice, "query ($id: ID!) { message(id: $id) { body version } }", json!({ "id": id })).await;
        assert_eq!(read["message"], json!({ "body": "one", "version": 1 }));
    }

    async fn an_id_of_another_kind_is_no_message_and_no_channel(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        for id in [alice.user.to_string(), "msg_".to_owned(), String::new(), "chn_\u{0}".to_owned(), "x".repeat(100_000)] {
            let answer = service.data(&alice, "query ($id: ID!) { channel(id: $id) { id } message(id: $id) { id } }", json!({ "id": id })).await;
            assert_eq!(answer, json!({ "channel": null, "message": null }));
            assert_eq!(service.edit(&alice, &id, "x", None).await["errors"][0]["code"], "NOT_FOUND");
            assert_eq!(service.delete(&alice, &id).await["errors"][0]["code"], "NOT_FOUND");
        }
        assert_eq!(service.authority.take_asked(), Vec::<usize>::new());
    }
}

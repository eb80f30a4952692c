//! How many SQL statements each client operation takes: a snapshot, so that one more is seen.

use std::{fs, path::Path};

use chat_messages_migrations::Migrator;
use chat_testkit::{
    laws,
    people::{person, signed_in},
    projection::project,
};
use serde_json::json;

use crate::service::{SEND, Service, nonce};

laws! { Migrator;
    async fn every_client_operation_takes_its_statements_and_no_more(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let channel = service.channel(&[&alice, &bob]);
        let first = service.say(&alice, channel, "first").await;
        for n in 0..60 {
            let input = json!({ "channelId": channel.to_string(), "nonce": nonce(), "body": n.to_string(), "replyToId": first });
            service.data(&bob, SEND, json!({ "input": input })).await;
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/operations");
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let sdl = chat_messages::graphql::sdl();
        let mut snapshot = String::new();
        for path in paths {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let Some(share) = project(&fs::read_to_string(&path).unwrap(), &sdl) else { continue };
            let own = service.say(&alice, channel, "own").await;
            let input = match name.as_str() {
                "send_message" => json!({ "channelId": channel.to_string(), "nonce": nonce(), "body": "counted" }),
                "edit_message" => json!({ "messageId": own, "body": "edited" }),
                "delete_message" => json!({ "messageId": own }),
                "mark_read" => json!({ "channelId": channel.to_string(), "upToSequence": 5 }),
                _ => json!({}),
            };
            let variables = json!({ "channelId": channel.to_string(), "messageId": first, "input": input });
            service.db.statements.take();
            service.authority.take_asked();
            let answer = service.answer(&signed_in(&alice), &share, variables).await;
            assert!(answer.get("errors").is_none(), "{name}: {answer}");
            assert!(!answer.to_string().contains(r#""code":"#), "{name}: {answer}");
            snapshot += &format!("{name}: asks channels {} times\n", service.authority.take_asked().len());
            for (statement, times) in service.db.statements.take_counted() {
                snapshot += &format!("    {times} × {statement}\n");
            }
        }
        insta::assert_snapshot!("statements_of_operations", snapshot);
    }
}

//! How many SQL statements each client operation takes: a snapshot, so that one more is seen.

use std::{fs, path::Path};

use chat_channels_migrations::Migrator;
use chat_testkit::{
    laws,
    people::{person, signed_in},
    projection::project,
};
use serde_json::json;

use crate::service::Service;

laws! { Migrator;
    async fn every_client_operation_takes_its_statements_and_no_more(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let channel = service.channel(&alice, "PUBLIC", "general").await;
        for n in 0..10 {
            let id = service.channel(&alice, "PUBLIC", &format!("channel {n}")).await;
            service.join(&bob, &id).await;
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/operations");
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let sdl = chat_channels::graphql::sdl();
        let variables = json!({
            "channelId": channel, "userId": bob.user.to_string(), "userIds": [bob.user.to_string()], "query": "chan", "name": "general",
            "input": {}
        });
        let mut snapshot = String::new();
        for path in paths {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let Some(share) = project(&fs::read_to_string(&path).unwrap(), &sdl) else { continue };
            let mut variables = variables.clone();
            variables["input"] = match name.as_str() {
                "create_channel" => json!({ "idempotencyKey": "s", "kind": "PUBLIC", "name": "statements" }),
                "open_direct_message" => json!({ "userIds": [bob.user.to_string()] }),
                "update_channel" => json!({ "channelId": channel, "topic": "counted" }),
                _ => json!({ "channelId": channel }),
            };
            // bob is in all channels but the first: he can join it, and then leave it.
            let who = if ["join_channel", "leave_channel"].contains(&name.as_str()) { &bob } else { &alice };
            service.db.statements.take();
            let answer = service.answer(&signed_in(who), &share, variables).await;
            assert!(answer.get("errors").is_none(), "{name}: {answer}");
            assert!(!answer.to_string().contains(r#""code":"#), "{name}: {answer}");
            snapshot += &format!("{name}\n");
            for statement in service.db.statements.take() {
                snapshot += &format!("    {statement}\n");
            }
        }
        insta::assert_snapshot!("statements_of_operations", snapshot);
    }
}

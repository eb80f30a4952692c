//! How many SQL statements each client operation takes: a snapshot, so that one more is seen.

use std::{fs, path::Path};

use chat_testkit::{laws, people::nobody, projection::project};
use chat_users_migrations::Migrator;
use serde_json::json;

use crate::service::{PASSWORD, Service};

laws! { Migrator;
    async fn every_client_operation_takes_its_statements_and_no_more(db) {
        let service = Service::new(db);
        let mut alice = service.register("alice").await;
        for n in 0..10 {
            service.register(&format!("al{n}")).await;
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/operations");
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let sdl = chat_users::graphql::sdl();
        let mut snapshot = String::new();
        for path in paths {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let Some(share) = project(&fs::read_to_string(&path).unwrap(), &sdl) else { continue };
            let input = match name.as_str() {
                "register" => json!({ "username": "new", "email": "new@example.com", "password": PASSWORD }),
                "log_in" => json!({ "login": "alice@example.com", "password": PASSWORD }),
                "refresh_session" => json!({ "refreshToken": alice.refresh }),
                "change_username" => json!({ "username": "alicia" }),
                _ => json!({ "displayName": "Counted" }),
            };
            let anonymous = ["register", "log_in", "refresh_session"].contains(&name.as_str());
            let identity = if anonymous { nobody() } else { alice.identity.clone() };
            service.db.statements.take();
            let variables = json!({ "input": input, "userId": alice.id, "query": "al" });
            let answer = service.answer(&identity, &share, variables).await;
            assert!(answer.get("errors").is_none(), "{name}: {answer}");
            assert!(!answer.to_string().contains(r#""code":"#), "{name}: {answer}");
            snapshot += &format!("{name}\n");
            for statement in service.db.statements.take() {
                snapshot += &format!("    {statement}\n");
            }
            if name.as_str() == "log_out" {
                alice = service.person(&service.log_in("alice@example.com", PASSWORD).await);
            }
        }
        insta::assert_snapshot!("statements_of_operations", snapshot);
    }

    async fn a_viewer_and_their_user_are_one_statement(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        for (query, expected) in [
            ("{ viewer { id } }", vec![]),
            ("{ viewer { user { username } } }", vec!["SELECT users"]),
            ("{ viewer { user { username } } again: viewer { user { displayName } } }", vec!["SELECT users"]),
            ("{ viewer { email emailVerifiedAt } }", vec!["SELECT credentials"]),
            ("{ users { nodes { username previousUsernames { username } } } }", vec!["SELECT users", "SELECT previous_usernames"]),
            ("{ usernameAvailable(username: \"bob\") }", vec!["SELECT users, previous_usernames"]),
        ] {
            service.db.statements.take();
            service.data(&alice.identity, query, json!({})).await;
            assert_eq!(service.db.statements.take(), expected, "{query}");
        }
    }

    async fn a_conflict_costs_one_statement_more(db) {
        let service = Service::new(db);
        service.register("alice").await;
        service.db.statements.take();
        service.try_register(json!({ "username": "alice", "email": "b@example.com", "password": PASSWORD })).await;
        assert_eq!(service.db.statements.take(), ["INSERT users", "SELECT users, previous_usernames"]);
    }
}

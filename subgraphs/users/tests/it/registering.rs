//! Making an account.

use std::collections::HashSet;

use chat_testkit::{laws, people::nobody};
use chat_users_migrations::Migrator;
use serde_json::{Value, json};

use crate::service::{PASSWORD, Service, code};

fn wish(username: &str, email: &str) -> Value {
    json!({ "username": username, "email": email, "password": PASSWORD })
}

laws! { Migrator;
    async fn whoever_registers_is_signed_in_and_sees_themselves(db) {
        let service = Service::new(db);
        let mut input = wish("Alice", "Alice@Example.com");
        input["displayName"] = json!("Alice Liddell");
        let payload = service.try_register(input).await;
        assert_eq!(payload["errors"], json!([]));
        // The request itself was anonymous.
        assert_eq!(payload["viewer"]["user"]["username"], "Alice");
        assert_eq!(payload["viewer"]["user"]["displayName"], "Alice Liddell");
        assert_eq!(payload["viewer"]["email"], "Alice@Example.com");
        let alice = service.person(&payload);
        assert_eq!(payload["viewer"]["id"], alice.id.replace("usr_", "vwr_"));
        let viewer = alice.identity.viewer.clone().unwrap();
        assert_eq!((viewer.user.to_string(), viewer.name.as_str()), (alice.id.clone(), "Alice"));

        let query = "{ viewer { emailVerifiedAt user { id role isBot isDeleted bio previousUsernames { username } } sessions { isCurrent } } }";
        let data = service.data(&alice.identity, query, json!({})).await;
        assert_eq!(data["viewer"], json!({
            "emailVerifiedAt": null,
            "user": { "id": alice.id, "role": "MEMBER", "isBot": false, "isDeleted": false, "bio": null, "previousUsernames": [] },
            "sessions": [{ "isCurrent": true }],
        }));
    }

    async fn all_users_are_counted(db) {
        let service = Service::new(db);
        assert_eq!(service.store.count().await.unwrap(), 0);
        for name in ["Alice", "Bob"] {
            service.register(name).await;
        }
        assert_eq!(service.store.count().await.unwrap(), 2);
    }

    async fn a_username_is_had_once_however_it_is_spelled(db) {
        let service = Service::new(db);
        service.register("Alice").await;
        for (n, again) in ["Alice", "aLICE", "Ａｌｉｃｅ"].into_iter().enumerate() {
            let payload = service.try_register(wish(again, &format!("{n}@example.com"))).await;
            let error = &payload["errors"][0];
            assert_eq!((error["__typename"].as_str(), code(&payload)), (Some("UsernameTaken"), Some("USERNAME_TAKEN")));
            assert_eq!(error["path"], json!(["input", "username"]));
            assert!(payload["viewer"].is_null() && payload["credentials"].is_null());
        }
        // Nothing of it stayed: the addresses are free.
        assert_eq!(code(&service.try_register(wish("Bob", "0@example.com")).await), None);
    }

    async fn three_free_names_are_suggested_and_can_be_had(db) {
        let service = Service::new(db);
        service.register("alice").await;
        let payload = service.try_register(wish("Alice", "b@example.com")).await;
        let suggestions: Vec<_> = payload["errors"][0]["suggestions"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect();
        assert_eq!(suggestions.iter().collect::<HashSet<_>>().len(), 3);
        for (n, name) in suggestions.iter().enumerate() {
            assert!(name.starts_with("Alice"), "{name}");
            assert_eq!(code(&service.try_register(wish(name, &format!("s{n}@example.com"))).await), None);
        }
    }

    async fn an_address_is_had_once_whatever_its_case(db) {
        let service = Service::new(db);
        service.register("alice").await;
        let payload = service.try_register(wish("bob", "ALICE@Example.COM")).await;
        assert_eq!((code(&payload), &payload["errors"][0]["path"]), (Some("EMAIL_TAKEN"), &json!(["input", "email"])));
        assert_eq!(code(&service.try_register(wish("bob", "bob@example.com")).await), None);
    }

    async fn of_two_who_want_one_name_at_once_one_gets_it(db) {
        let service = Service::new(db);
        for round in 0..5 {
            let name = format!("name{round}");
            let (a, b, c) = tokio::join!(
                service.try_register(wish(&name, &format!("a{round}@example.com"))),
                service.try_register(wish(&name.to_uppercase(), &format!("b{round}@example.com"))),
                service.try_register(wish(&name, &format!("c{round}@example.com"))),
            );
            let mut codes = [code(&a), code(&b), code(&c)];
            codes.sort_unstable();
            assert_eq!(codes, [None, Some("USERNAME_TAKEN"), Some("USERNAME_TAKEN")]);
        }
    }

    async fn of_two_who_want_one_address_at_once_one_gets_it(db) {
        let service = Service::new(db);
        let (a, b) = tokio::join!(
            service.try_register(wish("alice", "a@example.com")),
            service.try_register(wish("bob", "A@example.com")),
        );
        let mut codes = [code(&a), code(&b)];
        codes.sort_unstable();
        assert_eq!(codes, [None, Some("EMAIL_TAKEN")]);
    }

    async fn everything_wrong_is_told_at_once_and_nothing_is_hashed(db) {
        let service = Service::new(db);
        service.db.statements.take();
        let input = json!({ "username": "a b", "email": "nowhere", "password": "short", "displayName": "two\nlines" });
        let payload = service.try_register(input).await;
        let told: Vec<_> = payload["errors"].as_array().unwrap().iter().map(|error| (error["code"].clone(), error["path"][1].clone())).collect();
        assert_eq!(json!(told), json!([
            ["INVALID_INPUT", "username"], ["INVALID_INPUT", "email"], ["WEAK_PASSWORD", "password"], ["INVALID_INPUT", "displayName"],
        ]));
        assert_eq!(service.db.statements.take(), Vec::<String>::new());
    }

    async fn each_kind_of_bad_input_has_its_code(db) {
        let service = Service::new(db);
        let long = "x".repeat(100_000);
        for (field, value, expected) in [
            ("username", "a", "INVALID_INPUT"), ("username", "a\0b", "INVALID_INPUT"), ("username", "a\u{202e}b", "INVALID_INPUT"),
            ("username", long.as_str(), "INVALID_INPUT"), ("username", "admin", "INVALID_INPUT"), ("username", "p\u{430}ypal", "INVALID_INPUT"),
            ("email", "a\0@example.com", "INVALID_INPUT"), ("email", long.as_str(), "INVALID_INPUT"), ("email", "a b@example.com", "INVALID_INPUT"),
            ("password", long.as_str(), "INVALID_INPUT"), ("password", "with a \0 in it", "INVALID_INPUT"), ("password", "password123", "WEAK_PASSWORD"),
            ("password", "", "WEAK_PASSWORD"), ("password", "A@Example.com", "WEAK_PASSWORD"),
            ("displayName", "", "INVALID_INPUT"), ("displayName", "a\u{202e}b", "INVALID_INPUT"), ("displayName", long.as_str(), "INVALID_INPUT"),
        ] {
            let mut input = json!({ "username": "someone", "email": "a@example.com", "password": PASSWORD });
            input[field] = json!(value);
            let payload = service.try_register(input).await;
            assert_eq!(code(&payload), Some(expected), "{field} {value:.40}");
            assert_eq!(payload["errors"], json!([payload["errors"][0]]));
            assert_eq!(payload["errors"][0]["path"], json!(["input", field]));
        }
        let username = service.try_register(wish("password-like", "p@example.com")).await;
        assert_eq!(code(&username), None);
    }

    async fn whether_a_username_is_free_everybody_may_ask(db) {
        let service = Service::new(db);
        let available = async |name: &str| {
            service.data(&nobody(), "query ($n: String!) { usernameAvailable(username: $n) }", json!({ "n": name })).await["usernameAvailable"].as_bool().unwrap()
        };
        assert!(available("alice").await);
        let alice = service.register("Alice").await;
        for taken in ["alice", "ALICE", "admin", "a", "a\0b", ""] {
            assert!(!available(taken).await, "{taken}");
        }
        // A name that was given up is free for its former owner alone.
        service.rename(&alice, "alicia").await;
        assert!(!available("alice").await);
        let own = service.data(&alice.identity, "{ usernameAvailable(username: \"alice\") }", json!({})).await;
        assert_eq!(own["usernameAvailable"], true);
    }
}

//! Changing a username, and what is remembered of it.

use std::time::Duration;

use chat_testkit::laws;
use chat_users_migrations::Migrator;
use serde_json::{Value, json};

use crate::service::{PASSWORD, Service, code};

const DAY: Duration = Duration::from_secs(24 * 3_600);

fn previous(payload: &Value) -> Vec<&str> {
    payload["user"]["previousUsernames"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name["username"].as_str().unwrap())
        .collect()
}

laws! { Migrator;
    async fn a_new_name_is_had_and_the_old_one_remembered(db) {
        let service = Service::new(db);
        let alice = service.register("Alice").await;
        service.clock.advance(DAY);
        let payload = service.rename(&alice, "Alicia").await;
        assert_eq!((code(&payload), &payload["user"]["username"], previous(&payload)), (None, &json!("Alicia"), vec!["Alice"]));
        assert_eq!(service.person(&service.log_in("alicia", PASSWORD).await).id, alice.id);
        assert_eq!(code(&service.log_in("alice", PASSWORD).await), Some("BAD_CREDENTIALS"));
    }

    async fn the_answer_and_the_rest_of_the_request_see_the_new_name(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        let query = "mutation { a: changeUsername(input: { username: \"alicia\" }) { user { username previousUsernames { username } } }
            b: changeUsername(input: { username: \"ally\" }) { user { username previousUsernames { username } } }
            c: updateProfile(input: { displayName: \"A\" }) { user { username displayName } } }";
        let data = service.data(&alice.identity, query, json!({})).await;
        assert_eq!(data["a"]["user"], json!({ "username": "alicia", "previousUsernames": [{ "username": "alice" }] }));
        assert_eq!(data["b"]["user"]["previousUsernames"].as_array().unwrap().len(), 2);
        assert_eq!(data["c"]["user"], json!({ "username": "ally", "displayName": "A" }));
    }

    async fn another_case_is_not_another_name(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        let payload = service.rename(&alice, "ALICE").await;
        assert_eq!((code(&payload), &payload["user"]["username"], previous(&payload)), (None, &json!("ALICE"), vec![]));
        service.db.statements.take();
        let again = service.rename(&alice, "ALICE").await;
        assert_eq!(again["user"]["username"], "ALICE");
        assert!(!service.db.statements.take().iter().any(|statement| statement.starts_with("UPDATE")));
    }

    async fn a_taken_name_is_refused_with_suggestions_however_it_is_spelled(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        service.register("Bob").await;
        for name in ["bob", "BOB", "Ｂｏｂ"] {
            let payload = service.rename(&alice, name).await;
            assert_eq!((code(&payload), &payload["user"]), (Some("USERNAME_TAKEN"), &Value::Null));
            assert_eq!(payload["errors"][0]["suggestions"].as_array().unwrap().len(), 3);
        }
        assert_eq!(code(&service.rename(&alice, "root").await), Some("INVALID_INPUT"));
        assert_eq!(code(&service.rename(&alice, "a\0b").await), Some("INVALID_INPUT"));
        assert_eq!(code(&service.rename(&alice, "b\u{43e}b").await), Some("INVALID_INPUT"));
    }

    async fn for_thirty_days_only_its_former_owner_takes_a_name(db) {
        let service = Service::new(db);
        let (alice, bob) = (service.register("alice").await, service.register("bob").await);
        service.rename(&alice, "alicia").await;
        assert_eq!(code(&service.rename(&bob, "ALICE").await), Some("USERNAME_TAKEN"));
        let input = json!({ "username": "alice", "email": "c@example.com", "password": PASSWORD });
        assert_eq!(code(&service.try_register(input.clone()).await), Some("USERNAME_TAKEN"));
        // The owner goes back, and the name that they have is no former one.
        let back = service.rename(&alice, "alice").await;
        assert_eq!((code(&back), previous(&back)), (None, vec!["alicia"]));
        service.rename(&alice, "alicia").await;
        service.clock.advance(30 * DAY - Duration::from_secs(1));
        assert_eq!(code(&service.rename(&bob, "alice").await), Some("USERNAME_TAKEN"));
        service.clock.advance(Duration::from_secs(1));
        let fresh = service.person(&service.log_in("bob", PASSWORD).await);
        assert_eq!(code(&service.rename(&fresh, "alice").await), None);
        assert_eq!(code(&service.try_register(input).await), Some("USERNAME_TAKEN"));
    }

    async fn twenty_former_names_are_kept_each_once_the_youngest_first(db) {
        let service = Service::new(db);
        let alice = service.register("name0").await;
        let mut last = Value::Null;
        for n in 1..=25 {
            service.clock.advance(Duration::from_secs(60));
            last = service.rename(&alice, &format!("name{n}")).await;
        }
        let expected: Vec<_> = (5..25).rev().map(|n| format!("name{n}")).collect();
        assert_eq!(previous(&last), expected);
        for name in ["name24", "name25", "name24", "name25"] {
            service.clock.advance(Duration::from_secs(60));
            last = service.rename(&alice, name).await;
        }
        assert_eq!(previous(&last)[..3], ["name24", "name23", "name22"]);
        assert_eq!(service.count("previous_usernames").await, 20);
    }

    async fn of_two_who_take_one_name_at_once_one_gets_it(db) {
        let service = Service::new(db);
        let (alice, bob) = (service.register("alice").await, service.register("bob").await);
        for round in 0..5 {
            let name = format!("wanted{round}");
            let input = json!({ "username": name, "email": format!("{round}@example.com"), "password": PASSWORD });
            let (a, b, c) = tokio::join!(service.rename(&alice, &name), service.rename(&bob, &name), service.try_register(input));
            let mut codes = [code(&a), code(&b), code(&c)];
            codes.sort_unstable();
            assert_eq!(codes, [None, Some("USERNAME_TAKEN"), Some("USERNAME_TAKEN")]);
        }
    }

    async fn nobody_slips_into_a_name_while_it_is_given_up(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        let bob = service.register("bob").await;
        for round in 0..10 {
            let next = format!("alice{round}");
            let current = service.data(&alice.identity, "{ viewer { user { username } } }", json!({})).await;
            let current = current["viewer"]["user"]["username"].as_str().unwrap().to_owned();
            let (a, b) = tokio::join!(service.rename(&alice, &next), service.rename(&bob, &current));
            assert_eq!((code(&a), code(&b)), (None, Some("USERNAME_TAKEN")));
        }
    }
}

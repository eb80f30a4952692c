//! Sessions: listing them, ending them.

use std::time::Duration;

use chat_testkit::{laws, people::nobody};
use chat_users_migrations::Migrator;
use serde_json::json;

use crate::service::{PASSWORD, Service, code};

const LOG_OUT: &str = "mutation { logOut { errors { code } } }";

laws! { Migrator;
    async fn sessions_are_listed_last_used_first_with_what_their_clients_call_themselves(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        service.clock.advance(Duration::from_secs(60));
        let agent = format!("Phone\u{85}\u{202e} {}", "é".repeat(300));
        let query = "mutation ($p: String!) { logIn(input: { login: \"alice\", password: $p }) { viewer { sessions { userAgent isCurrent } } errors { code } } }";
        let answer = service.answer_to(&agent, &nobody(), query, json!({ "p": PASSWORD })).await;
        let sessions = &answer["data"]["logIn"]["viewer"]["sessions"];
        // In the answer to a login, the new session is the current one.
        assert_eq!((&sessions[0]["isCurrent"], &sessions[1]["isCurrent"]), (&json!(true), &json!(false)));
        let kept = sessions[0]["userAgent"].as_str().unwrap();
        assert!(kept.starts_with("Phone é") && kept.chars().count() == 200, "{kept}");
        assert_eq!(sessions[1]["userAgent"], "test/1.0");

        let listed = service.sessions(&alice).await;
        assert_eq!((&listed[0]["isCurrent"], &listed[1]["isCurrent"]), (&json!(false), &json!(true)));
        assert!(listed[0]["id"].as_str().unwrap().starts_with("ses_"));
    }

    async fn logging_out_ends_this_session_alone_and_twice_is_once(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        let phone = service.person(&service.log_in("alice", PASSWORD).await);
        for _ in 0..2 {
            assert_eq!(service.data(&alice.identity, LOG_OUT, json!({})).await, json!({ "logOut": { "errors": [] } }));
        }
        assert_eq!(code(&service.refresh(&alice.refresh).await), Some("TOKEN_EXPIRED"));
        let left = service.sessions(&phone).await;
        assert_eq!((left.len(), &left[0]["isCurrent"]), (1, &json!(true)));
        assert_eq!(code(&service.refresh(&phone.refresh).await), None);
    }

    async fn an_expired_session_is_not_listed(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        service.clock.advance(Duration::from_secs(30 * 24 * 3_600));
        assert!(service.sessions(&alice).await.is_empty());
    }

    async fn an_expired_session_changes_nothing_either(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        service.clock.advance(Duration::from_secs(30 * 24 * 3_600));
        assert_eq!(service.fault(&alice.identity, "mutation { updateProfile(input: { bio: \"x\" }) { user { id } } }", json!({})).await, "UNAUTHENTICATED");
    }

    async fn nobody_logs_out_and_no_one_else_does(db) {
        let service = Service::new(db);
        let (alice, bob) = (service.register("alice").await, service.register("bob").await);
        assert_eq!(service.fault(&nobody(), LOG_OUT, json!({})).await, "UNAUTHENTICATED");
        // Bob with the id of Alice's session, as no token of ours would tell.
        let mut forged = bob.identity.clone();
        forged.viewer.as_mut().unwrap().session = alice.identity.viewer.as_ref().unwrap().session;
        service.data(&forged, LOG_OUT, json!({})).await;
        assert_eq!(service.sessions(&alice).await.len(), 1);
    }

    async fn a_session_that_is_over_changes_nothing_although_its_token_holds(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        // Another one of theirs goes on.
        service.log_in("alice", PASSWORD).await;
        service.data(&alice.identity, LOG_OUT, json!({})).await;
        for change in [
            "mutation { changeUsername(input: { username: \"alicia\" }) { user { id } } }",
            "mutation { updateProfile(input: { bio: \"x\" }) { user { id } } }",
        ] {
            assert_eq!(service.fault(&alice.identity, change, json!({})).await, "UNAUTHENTICATED");
            assert_eq!(service.fault(&nobody(), change, json!({})).await, "UNAUTHENTICATED");
        }
        let user = service.data(&alice.identity, "{ viewer { user { username bio } } }", json!({})).await;
        assert_eq!(user["viewer"]["user"], json!({ "username": "alice", "bio": null }));
    }
}

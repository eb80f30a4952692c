//! Refresh tokens: single use, rotating; reuse ends the session.

use std::time::Duration;

use chat_testkit::laws;
use chat_users_migrations::Migrator;
use serde_json::{Value, json};

use crate::service::{PASSWORD, Service, code};

const DAY: Duration = Duration::from_secs(24 * 3_600);

fn token(payload: &Value) -> String {
    payload["credentials"]["refreshToken"].as_str().unwrap_or_else(|| panic!("{payload}")).to_owned()
}

laws! { Migrator;
    async fn each_token_gives_the_next_of_the_same_session(db) {
        let service = Service::new(db);
        let mut alice = service.register("alice").await;
        let session = alice.identity.viewer.clone().unwrap().session;
        for _ in 0..3 {
            service.clock.advance(DAY);
            let payload = service.refresh(&alice.refresh).await;
            let next = service.person(&payload);
            assert_ne!(next.refresh, alice.refresh);
            assert_eq!(payload["viewer"]["user"]["username"], "alice");
            assert_eq!(next.identity.viewer.clone().unwrap().session, session);
            alice = next;
        }
        let sessions = service.sessions(&alice).await;
        assert_eq!(sessions.len(), 1);
        assert!(sessions[0]["lastUsedAt"].as_str() > sessions[0]["createdAt"].as_str());
    }

    async fn a_new_access_token_tells_the_name_and_the_role_of_now(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        service.rename(&alice, "Alicia").await;
        service.arrange("UPDATE users SET role = 'MODERATOR'").await;
        let viewer = service.person(&service.refresh(&alice.refresh).await).identity.viewer.unwrap();
        assert_eq!((viewer.name.as_str(), viewer.role), ("Alicia", chat_chassis::Role::Moderator));
    }

    async fn a_token_used_twice_ends_its_session_and_no_other(db) {
        let service = Service::new(db);
        let stolen = service.register("alice").await;
        let other = service.person(&service.log_in("alice", PASSWORD).await);
        let thief = token(&service.refresh(&stolen.refresh).await);
        let thief = token(&service.refresh(&thief).await);
        // The owner uses what was used already.
        let payload = service.refresh(&stolen.refresh).await;
        assert_eq!(code(&payload), Some("TOKEN_EXPIRED"));
        assert!(payload["viewer"].is_null() && payload["credentials"].is_null());
        assert_eq!(code(&service.refresh(&thief).await), Some("TOKEN_EXPIRED"));
        assert_eq!(service.sessions(&other).await.len(), 1);
        assert_eq!(code(&service.refresh(&other.refresh).await), None);
    }

    async fn at_once_after_its_use_a_token_is_spent_too(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        let next = token(&service.refresh(&alice.refresh).await);
        assert_eq!(code(&service.refresh(&alice.refresh).await), Some("TOKEN_EXPIRED"));
        assert_eq!(code(&service.refresh(&next).await), Some("TOKEN_EXPIRED"));
        assert_eq!(service.sessions(&alice).await, Vec::<Value>::new());
    }

    async fn of_parallel_uses_of_one_token_exactly_one_wins_and_the_session_ends(db) {
        let service = Service::new(db);
        for round in 0..5 {
            let person = service.register(&format!("person{round}")).await;
            let (a, b, c) = tokio::join!(
                service.refresh(&person.refresh), service.refresh(&person.refresh), service.refresh(&person.refresh),
            );
            let (won, lost): (Vec<_>, Vec<_>) = [a, b, c].into_iter().partition(|payload| code(payload).is_none());
            assert_eq!((won.len(), lost.len()), (1, 2));
            assert!(lost.iter().all(|payload| code(payload) == Some("TOKEN_EXPIRED")));
            // The losers were a reuse.
            assert_eq!(code(&service.refresh(&token(&won[0])).await), Some("TOKEN_EXPIRED"));
        }
    }

    async fn of_two_at_once_the_loser_ends_the_session_of_the_winner(db) {
        let service = Service::new(db);
        for round in 0..20 {
            let person = service.register(&format!("person{round}")).await;
            let (a, b) = tokio::join!(service.refresh(&person.refresh), service.refresh(&person.refresh));
            let won = if code(&a).is_none() { a } else { b };
            assert_eq!(code(&service.refresh(&token(&won)).await), Some("TOKEN_EXPIRED"));
        }
    }

    async fn unknown_malformed_expired_and_ended_are_one_answer(db) {
        let service = Service::new(db);
        let (alice, bob) = (service.register("alice").await, service.register("bob").await);
        let unknown = service.refresh("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await;
        assert_eq!((code(&unknown), &unknown["errors"][0]["path"]), (Some("TOKEN_EXPIRED"), &json!(["input", "refreshToken"])));
        for malformed in ["", "x", "a\0b", "\u{202e}", &"A".repeat(100_000)] {
            assert_eq!(service.refresh(malformed).await, unknown);
        }
        service.data(&bob.identity, "mutation { logOut { errors { code } } }", json!({})).await;
        assert_eq!(service.refresh(&bob.refresh).await, unknown);
        service.clock.advance(30 * DAY);
        assert_eq!(service.refresh(&alice.refresh).await, unknown);
    }

    async fn a_token_holds_for_thirty_days_of_silence(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        service.clock.advance(30 * DAY - Duration::from_secs(1));
        let next = token(&service.refresh(&alice.refresh).await);
        service.clock.advance(30 * DAY - Duration::from_secs(1));
        assert_eq!(code(&service.refresh(&next).await), None);
    }

    async fn spent_tokens_are_not_kept_for_ever(db) {
        let service = Service::new(db);
        let mut refresh = service.register("alice").await.refresh;
        for _ in 0..40 {
            service.clock.advance(5 * DAY);
            refresh = token(&service.refresh(&refresh).await);
        }
        let kept = service.count("refresh_tokens").await;
        assert!(kept <= 7, "{kept}");
    }
}

//! Logging in.

use std::time::Duration;

use chat_testkit::laws;
use chat_users::passwords::Cost;
use chat_users_migrations::Migrator;
use serde_json::json;

use crate::service::{CHEAP, PASSWORD, Service, code};

laws! { Migrator;
    async fn a_username_or_an_address_is_a_login_whatever_its_case(db) {
        let service = Service::new(db);
        let alice = service.register("Alice").await;
        for login in ["Alice", "aLICE", "Alice@example.com", "ALICE@EXAMPLE.COM"] {
            let payload = service.log_in(login, PASSWORD).await;
            assert_eq!(service.person(&payload).id, alice.id, "{payload}");
            assert_eq!(payload["viewer"]["email"], "Alice@example.com");
        }
        assert_eq!(service.sessions(&alice).await.len(), 5);
    }

    async fn an_unknown_login_and_a_wrong_password_are_one_answer_after_the_same_work(db) {
        let service = Service::new(db);
        service.register("alice").await;
        let wrong = service.log_in("alice", "wrong horse battery").await;
        assert_eq!(code(&wrong), Some("BAD_CREDENTIALS"));
        let before = service.passwords.verified();
        let long = "x".repeat(100_000);
        let tries = [
            ("nobody", PASSWORD), ("nobody@example.com", PASSWORD), ("", ""), ("a\0b", PASSWORD), ("alice", "with\0nul"),
            ("alice", long.as_str()), (long.as_str(), PASSWORD), ("@", PASSWORD), ("alice\u{202e}", PASSWORD),
        ];
        for (login, password) in tries {
            assert_eq!(service.log_in(login, password).await, wrong, "{login:.40}");
        }
        assert_eq!(service.passwords.verified() - before, tries.len() as u64);
    }

    async fn a_few_tries_a_minute_are_allowed_for_each_account(db) {
        let service = Service::with(db, CHEAP, 5);
        service.register("alice").await;
        service.register("bob").await;
        for login in ["alice", "ALICE", "Alice", "aLiCe", "alicE"] {
            assert_eq!(code(&service.log_in(login, "wrong horse battery").await), Some("BAD_CREDENTIALS"));
        }
        service.db.statements.take();
        let verified = service.passwords.verified();
        // Not even the right password, nor any work.
        let payload = service.log_in("alice", PASSWORD).await;
        assert_eq!((code(&payload), &payload["errors"][0]["__typename"]), (Some("RATE_LIMITED"), &json!("RateLimited")));
        let wait = payload["errors"][0]["retryAfterMs"].as_i64().unwrap();
        assert!((1..=12_000).contains(&wait), "{wait}");
        assert_eq!((service.db.statements.take().len(), service.passwords.verified()), (0, verified));
        assert_eq!(code(&service.log_in("bob", PASSWORD).await), None);
    }

    async fn a_hash_of_another_cost_is_made_anew_at_login(db) {
        let old = Service::new(db);
        old.register("alice").await;
        let dearer = Service::with(old.db, Cost { memory_kib: 16, ..CHEAP }, 0);
        let mut rehashed = Vec::new();
        for _ in 0..2 {
            dearer.db.statements.take();
            assert_eq!(code(&dearer.log_in("alice", PASSWORD).await), None);
            rehashed.push(dearer.db.statements.take().iter().any(|statement| statement == "UPDATE credentials"));
        }
        assert_eq!(rehashed, [true, false]);
        assert_eq!(code(&dearer.log_in("alice", "wrong horse battery").await), Some("BAD_CREDENTIALS"));
    }

    async fn parallel_logins_with_an_old_hash_all_succeed(db) {
        let old = Service::new(db);
        old.register("alice").await;
        let dearer = Service::with(old.db, Cost { memory_kib: 16, ..CHEAP }, 0);
        let (a, b, c) = tokio::join!(dearer.log_in("alice", PASSWORD), dearer.log_in("alice", PASSWORD), dearer.log_in("alice", PASSWORD));
        assert_eq!([code(&a), code(&b), code(&c)], [None; 3]);
    }

    async fn the_51st_session_ends_the_one_unused_for_longest(db) {
        let service = Service::new(db);
        let first = service.register("alice").await;
        service.clock.advance(Duration::from_secs(1));
        let second = service.person(&service.log_in("alice", PASSWORD).await);
        service.clock.advance(Duration::from_secs(1));
        // Refreshed, so the second is now the one unused for longest.
        let first = service.person(&service.refresh(&first.refresh).await);
        for _ in 0..48 {
            service.clock.advance(Duration::from_secs(1));
            assert_eq!(code(&service.log_in("alice", PASSWORD).await), None);
        }
        assert_eq!(service.sessions(&first).await.len(), 50);
        assert_eq!(code(&service.log_in("alice", PASSWORD).await), None);
        assert_eq!(service.sessions(&first).await.len(), 50);
        assert_eq!(code(&service.refresh(&second.refresh).await), Some("TOKEN_EXPIRED"));
        assert_eq!(code(&service.refresh(&first.refresh).await), None);
    }

    async fn parallel_logins_do_not_make_too_many_sessions(db) {
        let service = Service::new(db);
        service.register("alice").await;
        for _ in 0..45 {
            service.log_in("alice", PASSWORD).await;
        }
        // Twice: the first time PostgreSQL's connections are only being made.
        for _ in 0..2 {
            let answers = join_all((0..12).map(|_| service.log_in("alice", PASSWORD)).collect()).await;
            assert!(answers.iter().all(|payload| code(payload).is_none()));
        }
        assert_eq!(service.count("sessions").await, 50);
    }

    async fn an_erased_account_and_a_bot_do_not_log_in(db) {
        let service = Service::new(db);
        let (alice, bob) = (service.register("alice").await, service.register("bob").await);
        service.arrange("UPDATE users SET deleted_at = 1 WHERE username_key = 'alice'").await;
        service.arrange("DELETE FROM credentials WHERE email_key = 'bob@example.com'").await;
        let wrong = service.log_in("nobody", PASSWORD).await;
        assert_eq!(service.log_in("alice", PASSWORD).await, wrong);
        assert_eq!(service.log_in("bob", PASSWORD).await, wrong);
        assert_eq!(code(&service.refresh(&alice.refresh).await), Some("TOKEN_EXPIRED"));
        let data = service.data(&bob.identity, "{ viewer { email emailVerifiedAt } }", json!({})).await;
        assert_eq!(data["viewer"], json!({ "email": null, "emailVerifiedAt": null }));
    }

    async fn a_flood_is_turned_away_with_a_retryable_fault(db) {
        // Dear enough that not all are done before the last one comes.
        let service = Service::with(db, Cost { memory_kib: 19_456, ..CHEAP }, 0);
        let query = "mutation { logIn(input: { login: \"no body\", password: \"x\" }) { errors { code } } }";
        let identity = chat_testkit::people::nobody();
        let tries: Vec<_> = (0..400).map(|_| service.answer(&identity, query, json!({}))).collect();
        let answers = join_all(tries).await;
        let turned_away: Vec<_> = answers.iter().filter(|answer| answer.get("errors").is_some()).collect();
        for answer in &turned_away {
            let extensions = &answer["errors"][0]["extensions"];
            assert_eq!(extensions["code"], "SUBGRAPH_UNAVAILABLE");
            assert_eq!(extensions["retryable"], true);
        }
        // How many depends on how fast the machine hashes; the rest were all served.
        assert!(answers.len() - turned_away.len() >= 66);
        assert!(!turned_away.is_empty());
        assert_eq!(code(&service.log_in("nobody", "x").await), Some("BAD_CREDENTIALS"));
    }
}

async fn join_all<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut pinned: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        let mut pending = false;
        for (future, output) in &mut pinned {
            if output.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(done) => *output = Some(done),
                    std::task::Poll::Pending => pending = true,
                }
            }
        }
        if pending { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
    })
    .await;
    pinned.into_iter().filter_map(|(_, output)| output).collect()
}

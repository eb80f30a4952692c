//! What others are told, in the order in which it happened.

use chat_bus::Shard;
use chat_events::{Envelope, Event, UserState};
use chat_testkit::laws;
use chat_users_migrations::Migrator;
use serde_json::json;

use crate::service::{PASSWORD, Person, Service, code};

/// All that was told of `who`.
async fn told(service: &Service, who: &Person) -> Vec<Envelope> {
    let shard = Shard::of(who.id.parse::<chat_model::UserId>().unwrap().uuid());
    let page = service.store.log().read(shard, 0, 500).await.unwrap();
    let all = page.entries.iter().map(|entry| Envelope::from_json(entry.envelope.as_bytes()).unwrap());
    all.filter(|envelope| envelope.event.subject() == who.id).collect()
}

fn state(who: &Person, username: &str, display_name: &str) -> UserState {
    let (username, display_name) = (username.to_owned(), display_name.to_owned());
    UserState { id: who.id.parse().unwrap(), username, display_name, is_bot: false }
}

laws! { Migrator;
    async fn what_happens_to_an_account_is_told_once_and_in_order(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        service.rename(&alice, "Alicia").await;
        let profile = "mutation { updateProfile(input: { displayName: \"Al\" }) { errors { code } } }";
        service.data(&alice.identity, profile, json!({})).await;
        // Nothing has changed: nothing is told.
        service.data(&alice.identity, profile, json!({})).await;
        service.rename(&alice, "Alicia").await;
        service.data(&alice.identity, "mutation { logOut { errors { code } } }", json!({})).await;
        service.data(&alice.identity, "mutation { logOut { errors { code } } }", json!({})).await;

        let told = told(&service, &alice).await;
        let session = alice.identity.viewer.clone().unwrap().session;
        let events: Vec<_> = told.iter().map(|envelope| (envelope.sequence, envelope.event.clone())).collect();
        assert_eq!(events[..3], [
            (1, Event::UserRegistered(state(&alice, "alice", "alice"))),
            (2, Event::UserRenamed(state(&alice, "Alicia", "alice"))),
            (3, Event::UserProfileChanged(state(&alice, "Alicia", "Al"))),
        ]);
        assert!(matches!(&events[3..], [(1, Event::SessionRevoked(revoked))] if revoked.id == session), "{events:?}");
        // Not until the last access token of the session has ended may anybody forget it.
        let Event::SessionRevoked(revoked) = &told[3].event else { panic!("{told:?}") };
        assert!(revoked.tokens_end_at >= alice.identity.viewer.unwrap().until);
    }

    async fn what_is_refused_is_not_told(db) {
        let service = Service::new(db);
        let (alice, bob) = (service.register("alice").await, service.register("bob").await);
        assert_eq!(code(&service.rename(&bob, "ALICE").await), Some("USERNAME_TAKEN"));
        assert_eq!((told(&service, &alice).await.len(), told(&service, &bob).await.len()), (1, 1));
        assert_eq!(service.store.log().heads().await.unwrap().iter().sum::<i64>(), 2);
    }

    async fn a_stolen_token_ends_its_session_for_everybody(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        service.refresh(&alice.refresh).await;
        service.refresh(&alice.refresh).await;
        let told = told(&service, &alice).await;
        assert!(matches!(told.last().unwrap().event, Event::SessionRevoked(_)), "{told:?}");
        service.log_in("alice", PASSWORD).await;
    }
}

//! While channels cannot be asked, what it said before still grants, and never refuses.

use std::{sync::Arc, time::Duration};

use chat_chassis::Viewer;
use chat_messages::{
    Standings,
    domain::{ChannelKind, Heard, Role, Verdict},
};
use chat_messages_migrations::Migrator;
use chat_model::{ChannelId, Timestamp};
use chat_testkit::{
    laws,
    people::{person, signed_in},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::service::{Service, nonce, verdict};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

const READ: &str = "query ($id: ID!) { channel(id: $id) { messages { nodes { body } } } }";

/// The code of the fault that `who` gets for the messages of `channel`; none if they are there.
async fn read(service: &Service, who: &Viewer, channel: ChannelId) -> Option<String> {
    let answer = service.answer(&signed_in(who), READ, json!({ "id": channel.to_string() })).await;
    match &answer["errors"][0]["extensions"] {
        Value::Null => {
            assert_eq!(answer["data"]["channel"]["messages"]["nodes"][0]["body"], "hi", "{answer}");
            None
        }
        error => {
            assert_eq!(answer["data"]["channel"]["messages"], Value::Null);
            assert_eq!((&error["service"], &error["retryable"]), (&json!("channels"), &json!(true)));
            Some(error["code"].as_str().unwrap().to_owned())
        }
    }
}

/// The code of the error that `who` gets who says something in `channel`; none if it is said.
async fn said(service: &Service, who: &Viewer, channel: ChannelId) -> Option<String> {
    let sent = service.send(who, channel, &nonce(), "more").await;
    sent["errors"][0]["code"].as_str().map(str::to_owned)
}

fn unavailable() -> Option<String> {
    Some("SUBGRAPH_UNAVAILABLE".to_owned())
}

fn not_now() -> Option<String> {
    Some("UNAVAILABLE".to_owned())
}

/// A channel of this kind in which alice has said "hi".
async fn channel(service: &Service, alice: &Viewer, kind: ChannelKind) -> ChannelId {
    let channel = service.channel(&[]);
    service.authority.set(alice, channel, Verdict { kind, ..verdict(Some(Role::Member)) });
    service.say(alice, channel, "hi").await;
    channel
}

laws! { Migrator;
    async fn what_was_heard_a_moment_ago_lets_read_and_write_also_after_a_restart(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let private = channel(&service, &alice, ChannelKind::Private).await;
        service.authority.fall();
        assert_eq!((read(&service, &alice, private).await, said(&service, &alice, private).await), (None, None));
        assert_eq!(service.standings.write().await.unwrap(), 1);
        let service = service.restarted();
        service.clock.advance(Duration::from_secs(29));
        assert_eq!((read(&service, &alice, private).await, said(&service, &alice, private).await), (None, None));
    }

    async fn after_that_what_is_public_is_read_on_and_the_rest_for_ten_minutes(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let public = channel(&service, &alice, ChannelKind::Public).await;
        let mut hidden = Vec::new();
        for kind in [ChannelKind::Private, ChannelKind::Direct, ChannelKind::Group] {
            hidden.push(channel(&service, &alice, kind).await);
        }
        service.standings.write().await.unwrap();
        let service = service.restarted();
        service.authority.fall();
        service.clock.advance(Duration::from_secs(599));
        for channel in hidden.iter().chain([&public]) {
            assert_eq!(read(&service, &alice, *channel).await, None);
            assert_eq!(said(&service, &alice, *channel).await, not_now());
            assert_eq!(service.mark_read(&alice, *channel, 1).await["readState"]["lastReadSequence"], 1);
        }
        service.clock.advance(Duration::from_secs(1));
        for channel in &hidden {
            assert_eq!(read(&service, &alice, *channel).await, unavailable());
        }
        service.clock.advance(Duration::from_secs(1_000_000));
        assert_eq!(read(&service, &alice, public).await, None);
        service.authority.rise();
        assert_eq!(said(&service, &alice, public).await, None);
    }

    async fn a_message_is_changed_only_by_a_fresh_memory(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let public = channel(&service, &alice, ChannelKind::Public).await;
        let own = service.say(&alice, public, "mine").await;
        service.authority.fall();
        assert_eq!(service.edit(&alice, &own, "mine!", None).await["errors"], json!([]));
        service.clock.advance(Duration::from_secs(31));
        assert_eq!(service.edit(&alice, &own, "mine?", None).await["errors"][0]["code"], "UNAVAILABLE");
        assert_eq!(service.delete(&alice, &own).await["errors"][0]["code"], "UNAVAILABLE");
        let may = service.of_channel(&alice, public, "lastMessage { body viewerCanEdit viewerCanDelete }").await;
        assert_eq!(may, json!({ "body": "mine!", "viewerCanEdit": false, "viewerCanDelete": false }));
    }

    async fn a_memory_never_refuses(db) {
        let (service, alice, bob, mallory) = (Service::new(db), person("alice"), person("bob"), person("mallory"));
        let public = channel(&service, &alice, ChannelKind::Public).await;
        let later = service.clock.ambient().now().after(Duration::from_secs(3_600));
        let banned = Verdict { can_read: false, can_post: false, ..verdict(None) };
        for (refused, reads) in [
            (verdict(None), true),
            (Verdict { muted_until: Some(later), can_post: false, ..verdict(Some(Role::Member)) }, true),
            (Verdict { archived_at: Some(later), can_post: false, ..verdict(Some(Role::Member)) }, true),
            (banned, false),
        ] {
            let who = person("someone");
            service.authority.set(&who, public, refused);
            assert!(!matches!(said(&service, &who, public).await.as_deref(), None | Some("UNAVAILABLE")));
            service.authority.fall();
            assert_eq!(said(&service, &who, public).await, not_now());
            assert_eq!(read(&service, &who, public).await, if reads { None } else { unavailable() });
            service.authority.rise();
        }
        // Of some nothing is remembered: what is public is not theirs either, for they could be banned.
        service.authority.fall();
        for stranger in [&bob, &mallory] {
            assert_eq!((read(&service, stranger, public).await, said(&service, stranger, public).await), (unavailable(), not_now()));
        }
    }

    async fn a_grant_that_was_taken_back_is_not_remembered(db) {
        let mut service = Service::new(db);
        let alice = person("alice");
        // Said by a refusal or by there being no such channel, and noticed before and after the grant was written.
        for (is_gone, is_written) in [(false, false), (false, true), (true, false), (true, true)] {
            let private = channel(&service, &alice, ChannelKind::Private).await;
            if is_written {
                service.standings.write().await.unwrap();
            }
            if is_gone {
                service.authority.delete(private);
            } else {
                let removed = Verdict { version: 2, kind: ChannelKind::Private, can_read: false, can_post: false, ..verdict(None) };
                service.authority.set(&alice, private, removed);
            }
            let told = service.answer(&signed_in(&alice), READ, json!({ "id": private.to_string() })).await;
            assert_eq!(told, json!({ "data": { "channel": null } }));
            service.authority.fall();
            assert_eq!(read(&service, &alice, private).await, unavailable(), "{is_gone} {is_written}");
            service.standings.write().await.unwrap();
            service = service.restarted();
            assert_eq!(read(&service, &alice, private).await, unavailable(), "{is_gone} {is_written}");
            service.authority.rise();
        }
    }

    async fn what_is_older_changes_nothing(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let here = service.channel(&[]);
        let keep = async |version, can_read, seconds: i64| {
            let at = Timestamp::from_millis(seconds * 1_000);
            let heard = Heard { verdict: Some(Verdict { version, can_read, ..verdict(None) }), at };
            service.store.keep_heard(&[((alice.user, here), heard)]).await.unwrap();
            let kept = service.store.heard(alice.user, &[here]).await.unwrap()[&here];
            let verdict = kept.verdict.unwrap();
            (verdict.version, verdict.can_read, kept.at.as_seconds())
        };
        assert_eq!(keep(5, false, 50).await, (5, false, 50));
        assert_eq!(keep(4, true, 60).await, (5, false, 50));
        assert_eq!(keep(5, true, 49).await, (5, false, 50));
        assert_eq!(keep(5, true, 51).await, (5, true, 51));
        assert_eq!(keep(6, true, 40).await, (6, true, 40));
        // That a channel is gone was heard before what is kept.
        let gone = |seconds: i64| Heard { verdict: None, at: Timestamp::from_millis(seconds * 1_000) };
        service.store.keep_heard(&[((alice.user, here), gone(39))]).await.unwrap();
        assert_eq!(service.store.heard(alice.user, &[here]).await.unwrap().len(), 1);
        service.store.keep_heard(&[((alice.user, here), gone(40))]).await.unwrap();
        assert!(service.store.heard(alice.user, &[here]).await.unwrap().is_empty());
    }

    async fn all_of_a_full_write_may_be_of_channels_that_are_gone(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let at = Timestamp::from_millis(1_000);
        let channels: Vec<_> = (0..500).map(|_| service.channel(&[])).collect();
        for verdict in [Some(verdict(None)), None] {
            let heard: Vec<_> = channels.iter().map(|channel| ((alice.user, *channel), Heard { verdict, at })).collect();
            service.store.keep_heard(&heard).await.unwrap();
            let kept = service.store.heard(alice.user, &channels).await.unwrap().len();
            assert_eq!(kept, if verdict.is_some() { 500 } else { 0 });
        }
    }

    async fn all_of_a_verdict_is_remembered(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let at = Timestamp::from_millis(1_234);
        let whole = Verdict {
            version: 7, kind: ChannelKind::Group, can_read: true, can_post: true, role: Some(Role::Moderator),
            muted_until: Some(Timestamp::from_millis(1)), banned_until: Some(Timestamp::from_millis(i64::MAX)),
            archived_at: Some(Timestamp::from_millis(3)), slow_mode_seconds: 9,
        };
        let heard = [whole, verdict(None)].map(|verdict| ((alice.user, service.channel(&[])), Heard { verdict: Some(verdict), at }));
        service.store.keep_heard(&heard).await.unwrap();
        let kept = service.store.heard(alice.user, &heard.map(|((_, channel), _)| channel)).await.unwrap();
        for ((_, channel), heard) in heard {
            assert_eq!(kept[&channel], heard);
        }
    }

    async fn a_hundred_channels_are_written_in_one_statement_and_read_in_one(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channels: Vec<_> = (0..100).map(|_| service.channel(&[&alice])).collect();
        let query = "query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Channel { lastSequence } } }";
        let keys: Vec<_> = channels.iter().map(|id| json!({ "__typename": "Channel", "id": id.to_string() })).collect();
        let ask = async || service.data(&alice, query, json!({ "keys": keys })).await;
        ask().await;
        assert_eq!(service.db.statements.take(), ["SELECT channel_heads, read_states"]);
        assert_eq!(service.standings.write().await.unwrap(), 100);
        assert_eq!(service.db.statements.take(), ["INSERT verdicts"]);
        // Asked again at once, there is nothing to write.
        ask().await;
        assert_eq!(service.standings.write().await.unwrap(), 0);
        service.db.statements.take();
        service.authority.fall();
        ask().await;
        assert_eq!(service.db.statements.take(), ["SELECT verdicts", "SELECT channel_heads, read_states"]);
    }

    async fn what_is_heard_is_written_without_being_asked_to_until_the_service_ends(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let writing = tokio::spawn(Standings::keep_writing(Arc::downgrade(&service.standings)));
        let public = channel(&service, &alice, ChannelKind::Public).await;
        let written = async {
            while service.store.heard(alice.user, &[public]).await.unwrap().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, written).await.unwrap();
        drop(service);
        tokio::time::timeout(PATIENCE, writing).await.unwrap().unwrap();
    }

    async fn what_cannot_be_remembered_is_in_nobodys_way(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        service.db.database.reader().execute_unprepared("ALTER TABLE verdicts RENAME TO elsewhere").await.unwrap();
        let public = channel(&service, &alice, ChannelKind::Public).await;
        assert!(service.standings.write().await.is_err());
        assert_eq!((read(&service, &alice, public).await, said(&service, &alice, public).await), (None, None));
        service.db.database.reader().execute_unprepared("ALTER TABLE elsewhere RENAME TO verdicts").await.unwrap();
        assert_eq!(service.standings.write().await.unwrap(), 1);
    }
}

//! A nonce sends once.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use chat_messages::domain::{Role, Verdict};
use chat_messages_migrations::Migrator;
use chat_testkit::{laws, people::person};
use serde_json::json;

use crate::service::{SEND, Service, nonce, verdict};

laws! { Migrator;
    async fn the_same_nonce_and_content_is_one_message(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]);
        let key = nonce();
        let first = service.send(&alice, channel, &key, "hi").await;
        let again = service.send(&alice, channel, &key, "hi").await;
        assert_eq!((&first["replayed"], &again["replayed"]), (&json!(false), &json!(true)));
        assert_eq!(first["message"], again["message"]);
        assert_eq!(service.sequences(&alice, channel).await, [1]);
        // No number is lost to it.
        service.say(&alice, channel, "next").await;
        assert_eq!(service.sequences(&alice, channel).await, [1, 2]);
    }

    async fn a_replay_shows_the_message_as_it_is_now(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]);
        let key = nonce();
        let id = service.send(&alice, channel, &key, "hi").await["message"]["id"].take();
        service.edit(&alice, id.as_str().unwrap(), "hello", None).await;
        let again = service.send(&alice, channel, &key, "hi").await;
        assert_eq!((&again["replayed"], &again["message"]["body"]), (&json!(true), &json!("hello")));
        service.delete(&alice, id.as_str().unwrap()).await;
        assert_eq!(service.send(&alice, channel, &key, "hi").await["message"]["body"], "");
    }

    async fn the_same_nonce_and_other_content_is_refused(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]);
        let (key, other) = (nonce(), service.say(&alice, channel, "x").await);
        service.send(&alice, channel, &key, "hi").await;
        let refused = service.send(&alice, channel, &key, "ho").await;
        assert_eq!((&refused["errors"][0]["code"], &refused["errors"][0]["path"]), (&json!("NONCE_REUSED"), &json!(["input", "nonce"])));
        assert_eq!(refused["message"], json!(null));
        let reply = json!({ "input": { "channelId": channel.to_string(), "nonce": key, "body": "hi", "replyToId": other } });
        assert_eq!(service.data(&alice, SEND, reply).await["sendMessage"]["errors"][0]["code"], "NONCE_REUSED");
    }

    async fn a_nonce_is_the_authors_and_the_channels(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let (one, two) = (service.channel(&[&alice, &bob]), service.channel(&[&alice]));
        let key = nonce();
        for (who, channel) in [(&alice, one), (&bob, one), (&alice, two)] {
            let sent = service.send(who, channel, &key, "hi").await;
            assert_eq!((&sent["replayed"], &sent["errors"]), (&json!(false), &json!([])));
        }
    }

    async fn twenty_at_once_with_one_nonce_are_one_message(db) {
        let (service, alice) = (Arc::new(Service::new(db)), person("alice"));
        let channel = service.channel(&[&alice]);
        let key = nonce();
        let mut tasks = Vec::new();
        for _ in 0..20 {
            let (service, alice, key) = (service.clone(), alice.clone(), key.clone());
            tasks.push(tokio::spawn(async move { service.send(&alice, channel, &key, "hi").await }));
        }
        let (mut ids, mut first) = (BTreeSet::new(), 0);
        for task in tasks {
            let sent = task.await.unwrap();
            ids.insert(sent["message"]["id"].as_str().unwrap().to_owned());
            first += usize::from(sent["replayed"] == json!(false));
        }
        assert_eq!((ids.len(), first), (1, 1));
        assert_eq!(service.sequences(&alice, channel).await, [1]);
    }

    async fn what_was_sent_is_answered_even_where_nothing_new_may_be_sent(db) {
        let (service, alice) = (Service::limited(db, 1), person("alice"));
        let channel = service.channel(&[&alice]);
        let member = verdict(Some(Role::Member));
        let key = nonce();
        service.send(&alice, channel, &key, "hi").await;
        let later = service.clock.ambient().now().after(Duration::from_secs(60));
        for verdict in [
            Verdict { slow_mode_seconds: 30, ..member },
            Verdict { muted_until: Some(later), can_post: false, ..member },
            Verdict { archived_at: Some(later), can_post: false, ..member },
            verdict(None),
        ] {
            service.authority.set(&alice, channel, verdict);
            let again = service.send(&alice, channel, &key, "hi").await;
            assert_eq!((&again["replayed"], &again["errors"]), (&json!(true), &json!([])));
        }
        // Nor is it too often, however often.
        service.authority.set(&alice, channel, member);
        for _ in 0..20 {
            assert_eq!(service.send(&alice, channel, &key, "hi").await["replayed"], true);
        }
        assert_eq!(service.send(&alice, channel, &key, "ho").await["errors"][0]["code"], "NONCE_REUSED");
        // Whoever may not even read learns nothing.
        service.authority.set(&alice, channel, Verdict { can_read: false, ..member });
        assert_eq!(service.send(&alice, channel, &key, "hi").await["errors"][0]["code"], "NOT_FOUND");
    }
}

use std::sync::Arc;

use chat_messages_migrations::Migrator;
use chat_testkit::{
    laws,
    people::{nobody, person},
};
use serde_json::{Value, json};

use crate::service::Service;

const STATE: &str = "viewerReadState { lastReadSequence unreadCount firstUnread { sequence } }";

fn state(last: i64, unread: i64, first: Option<i64>) -> Value {
    json!({ "lastReadSequence": last, "unreadCount": unread, "firstUnread": first.map(|n| json!({ "sequence": n })) })
}

laws! { Migrator;
    async fn own_messages_are_read_and_others_stay_unread(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let channel = service.channel(&[&alice, &bob]);
        assert_eq!(service.of_channel(&alice, channel, STATE).await, state(0, 0, None));
        service.say(&alice, channel, "1").await;
        service.say(&alice, channel, "2").await;
        assert_eq!(service.of_channel(&alice, channel, STATE).await, state(2, 0, None));
        assert_eq!(service.of_channel(&bob, channel, STATE).await, state(0, 2, Some(1)));
        // What bob writes does not make what he has not read read.
        service.say(&bob, channel, "3").await;
        assert_eq!(service.of_channel(&bob, channel, STATE).await, state(0, 3, Some(1)));
        assert_eq!(service.of_channel(&alice, channel, STATE).await, state(2, 1, Some(3)));
        service.say(&alice, channel, "4").await;
        assert_eq!(service.of_channel(&alice, channel, STATE).await, state(2, 2, Some(3)));
    }

    async fn the_marker_goes_forward_and_never_back(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let channel = service.channel(&[&alice, &bob]);
        for n in 0..5 {
            service.say(&alice, channel, &n.to_string()).await;
        }
        let marked = service.mark_read(&bob, channel, 3).await;
        assert_eq!((&marked["channel"]["id"], &marked["errors"]), (&json!(channel.to_string()), &json!([])));
        assert_eq!((&marked["readState"]["lastReadSequence"], &marked["readState"]["firstUnread"]["sequence"]), (&json!(3), &json!(4)));
        let updated = marked["readState"]["updatedAt"].clone();
        service.clock.advance(std::time::Duration::from_secs(1));
        for earlier in [2, 0, 3] {
            let again = service.mark_read(&bob, channel, earlier).await["readState"].take();
            assert_eq!((&again["lastReadSequence"], &again["unreadCount"], &again["updatedAt"]), (&json!(3), &json!(2), &updated));
        }
        // Beyond the end is the end: what comes later is unread.
        assert_eq!(service.mark_read(&bob, channel, i64::from(i32::MAX)).await["readState"]["lastReadSequence"], 5);
        service.say(&alice, channel, "6").await;
        assert_eq!(service.of_channel(&bob, channel, STATE).await, state(5, 1, Some(6)));
        // And the marker is bob's alone.
        assert_eq!(service.of_channel(&alice, channel, STATE).await, state(6, 0, None));
    }

    async fn many_at_once_end_at_the_highest(db) {
        let (service, alice, bob) = (Arc::new(Service::new(db)), person("alice"), person("bob"));
        let channel = service.channel(&[&alice, &bob]);
        for n in 0..20 {
            service.say(&alice, channel, &n.to_string()).await;
        }
        let mut tasks = Vec::new();
        for n in [3, 17, 9, 1, 20, 5, 12, 18, 2, 11] {
            let (service, bob) = (service.clone(), bob.clone());
            tasks.push(tokio::spawn(async move {
                let marked = service.mark_read(&bob, channel, n).await["readState"]["lastReadSequence"].as_i64().unwrap();
                assert!(marked >= n);
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(service.of_channel(&bob, channel, STATE).await, state(20, 0, None));
    }

    async fn marking_is_refused_with_its_reason(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let (channel, hidden) = (service.channel(&[&alice]), service.channel(&[&bob]));
        let refused = service.mark_read(&alice, channel, -1).await;
        assert_eq!(refused["errors"], json!([{ "code": "INVALID_INPUT", "path": ["input", "upToSequence"], "message": "must not be negative" }]));
        let refused = service.mark_read(&alice, hidden, 1).await;
        assert_eq!(refused, json!({ "channel": null, "readState": null,
            "errors": [{ "code": "NOT_FOUND", "path": ["input", "channelId"], "message": "there is no such channel" }] }));
        let query = "mutation ($id: ID!) { markRead(input: { channelId: $id, upToSequence: 1 }) { errors { code } } }";
        assert_eq!(service.fault(&nobody(), query, json!({ "id": channel.to_string() })).await, "UNAUTHENTICATED");
        service.mark_read(&alice, channel, 1).await;
        service.authority.fall();
        // Of the one channel it was heard that alice may read it, of the other nothing.
        assert_eq!(service.mark_read(&alice, channel, 1).await["errors"], json!([]));
        assert_eq!(service.mark_read(&alice, service.channel(&[&alice]), 1).await["errors"][0]["code"], "UNAVAILABLE");
    }
}

//! What others are told, in the order in which it happened; and that a replica of it says what the database says.

use std::collections::BTreeMap;

use chat_bus::{Log, Shard};
use chat_channels_migrations::Migrator;
use chat_events::{Envelope, Event, RemovalReason, Role};
use chat_model::{ChannelId, UserId};
use chat_testkit::{laws, people::person};
use serde_json::json;

use crate::service::Service;

/// All that was told of a channel and of who is in it.
async fn told(log: &Log, channel: &str) -> Vec<Envelope> {
    let key = channel.parse::<ChannelId>().unwrap().uuid();
    let page = log.read(Shard::of(key), 0, 500).await.unwrap();
    let all = page.entries.iter().map(|entry| Envelope::from_json(entry.envelope.as_bytes()).unwrap());
    all.filter(|envelope| envelope.event.key() == key).collect()
}

/// Who is in the channel, by what was told of it.
fn members(told: &[Envelope]) -> BTreeMap<UserId, Role> {
    let mut members = BTreeMap::new();
    for envelope in told {
        match &envelope.event {
            Event::MembershipChanged(member) => drop(members.insert(member.user_id, member.role)),
            Event::MembershipRemoved(member) => drop(members.remove(&member.user_id)),
            _ => {}
        }
    }
    members
}

laws! { Migrator;
    async fn what_happens_to_a_channel_is_told_once_and_in_order(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let log = Log::new(service.db.database.clone());
        let id = service.channel(&alice, "PUBLIC", "general").await;
        service.join(&bob, &id).await;
        service.join(&bob, &id).await;
        let update = "mutation ($id: ID!) { updateChannel(input: { channelId: $id, topic: \"tea\", slowModeSeconds: 7 }) { errors { code } } }";
        service.data(&alice, update, json!({ "id": id })).await;
        service.leave(&bob, &id).await;
        service.leave(&bob, &id).await;
        // Refused: the last owner stays, and nothing is told.
        service.leave(&alice, &id).await;

        let told = told(&log, &id).await;
        let names: Vec<_> = told.iter().map(|envelope| (envelope.event.name(), envelope.sequence)).collect();
        assert_eq!(names, [
            ("channel.created.v1", 1), ("membership.changed.v1", 1), ("membership.changed.v1", 2),
            ("channel.changed.v1", 3), ("membership.removed.v1", 4),
        ]);
        assert_eq!(members(&told), BTreeMap::from([(alice.user, Role::Owner)]));
        let Event::ChannelChanged(channel) = &told[3].event else { panic!("{told:?}") };
        assert_eq!((channel.topic.as_deref(), channel.slow_mode_seconds, channel.name.as_deref()), (Some("tea"), 7, Some("general")));
        let Event::MembershipRemoved(gone) = &told[4].event else { panic!("{told:?}") };
        assert_eq!((gone.user_id, gone.reason), (bob.user, RemovalReason::Left));
    }

    async fn a_direct_channel_is_told_with_its_people_and_once(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let log = Log::new(service.db.database.clone());
        let open = "mutation ($ids: [ID!]!) { openDirectMessage(input: { userIds: $ids }) { channel { id } } }";
        let mut ids = Vec::new();
        for (who, other) in [(&alice, &bob), (&bob, &alice)] {
            let opened = service.data(who, open, json!({ "ids": [other.user.to_string()] })).await;
            ids.push(opened["openDirectMessage"]["channel"]["id"].as_str().unwrap().to_owned());
        }
        let told = told(&log, &ids[0]).await;
        assert_eq!((told.len(), members(&told).len()), (3, 2));
        assert_eq!(log.heads().await.unwrap().iter().sum::<i64>(), 3);
    }

    async fn what_was_there_before_the_log_is_told_when_it_begins(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let id = service.channel(&alice, "PRIVATE", "plans").await;
        let other = service.channel(&alice, "PUBLIC", "general").await;
        service.join(&bob, &other).await;
        let log = Log::new(service.db.database.clone());
        let (plans, general) = (told(&log, &id).await, told(&log, &other).await);
        // Back to a database of before, and forth again.
        for table in ["log", "log_heads", "log_identity"] {
            service.arrange(&format!("DROP TABLE {table}")).await;
        }
        service.arrange("DELETE FROM seaql_migrations WHERE version = 'm0003_log'").await;
        chat_store::Database::migrate::<Migrator>(&service.db.url).await.unwrap();
        for (id, before) in [(&id, plans), (&other, general)] {
            let after = told(&log, id).await;
            assert_eq!(members(&after), members(&before));
            assert!(matches!(after[0].event, Event::ChannelCreated(_)), "{after:?}");
        }
    }
}

//! The laws of events: they read back, they only ever grow, and what describes them is what they are.

use chat_events::{
    ChannelGone, ChannelKind, ChannelState, Envelope, Event, MembershipGone, MembershipState, MessageChanged,
    MessagePosted, MessageReported, RemovalReason, Role, SessionRevoked, UnknownEvent, UserBlock, UserGone,
    UserSettings, UserState, UserSuspension, asyncapi, compatibility::breaking_changes,
};
use chat_model::{Timestamp, id::Id};
use serde_json::{Value, json};

fn id<K: chat_model::id::Kind>(number: u8) -> Id<K> {
    Id::new(Timestamp::from_millis(1_700_000_000_000), [number; 10])
}

/// One of each.
fn samples() -> Vec<Event> {
    let user = UserState { id: id(1), username: "alice".into(), display_name: "Alice".into(), is_bot: false };
    let block = UserBlock { user_id: id(1), blocked_id: id(2) };
    let at = Timestamp::from_millis(1_750_000_000_123);
    let channel = ChannelState {
        id: id(3),
        kind: ChannelKind::Private,
        name: Some("plans".into()),
        topic: None,
        archived_at: Some(at),
        slow_mode_seconds: 5,
        retention_days: None,
    };
    let membership =
        MembershipState { id: id(4), channel_id: id(3), user_id: id(1), role: Role::Moderator, muted_until: Some(at) };
    let left = MembershipGone { id: id(4), channel_id: id(3), user_id: id(1), reason: RemovalReason::Kicked };
    let posted =
        MessagePosted { id: id(5), channel_id: id(3), sequence: 7, author_id: None, mentioned_ids: vec![id(1), id(2)] };
    let changed = MessageChanged { id: id(5), channel_id: id(3), sequence: 7 };
    vec![
        Event::UserRegistered(user.clone()),
        Event::UserRenamed(user.clone()),
        Event::UserProfileChanged(user.clone()),
        Event::UserBlocked(block.clone()),
        Event::UserUnblocked(block),
        Event::UserSettingsChanged(UserSettings { id: id(1), shows_read_receipts: false }),
        Event::UserSuspended(UserSuspension { id: id(1), until: None }),
        Event::UserReinstated(user),
        Event::UserDeleted(UserGone { id: id(1) }),
        Event::SessionRevoked(SessionRevoked { id: id(6), user_id: id(1), tokens_end_at: at }),
        Event::ChannelCreated(channel.clone()),
        Event::ChannelChanged(channel),
        Event::ChannelDeleted(ChannelGone { id: id(3) }),
        Event::MembershipChanged(membership),
        Event::MembershipRemoved(left),
        Event::MessagePosted(posted),
        Event::MessageEdited(changed.clone()),
        Event::MessageDeleted(changed),
        Event::MessageReported(MessageReported { id: id(5), channel_id: id(3), reporter_id: id(2) }),
        Event::ChannelPurged(ChannelGone { id: id(3) }),
    ]
}

fn envelope(event: Event) -> Envelope {
    let time = Timestamp::from_millis(1_769_860_800_000);
    Envelope {
        sequence: 7,
        time,
        traceparent: Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".into()),
        event,
    }
}

#[test]
fn each_event_reads_back_as_it_was_written() {
    let names: Vec<_> = samples().iter().map(Event::name).collect();
    assert_eq!(names, Event::ALL.iter().map(|event| event.name).collect::<Vec<_>>());
    for event in samples() {
        let envelope = envelope(event);
        assert_eq!(Envelope::from_json(&envelope.to_json()).unwrap(), envelope);
    }
}

#[test]
fn an_envelope_is_a_cloud_event() {
    let written: Value = serde_json::from_slice(&envelope(samples().remove(1)).to_json()).unwrap();
    // CloudEvents 1.0, "Required Attributes": not one of them may be empty.
    for required in ["id", "source", "specversion", "type"] {
        assert!(written[required].as_str().is_some_and(|value| !value.is_empty()), "{required}");
    }
    assert_eq!(written["specversion"], "1.0");
    assert_eq!((&written["type"], &written["source"]), (&json!("user.renamed.v1"), &json!("/users")));
    assert_eq!((&written["subject"], &written["sequence"]), (&written["data"]["id"], &json!("7")));
    // "Attribute names must consist of lower-case letters or digits."
    let names = written.as_object().unwrap().keys();
    assert!(names.into_iter().all(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())));
}

#[test]
fn what_is_not_an_envelope_of_ours_is_refused_without_repeating_it() {
    let good: Value = serde_json::from_slice(&envelope(samples().remove(0)).to_json()).unwrap();
    let broken = |path: &str, value: Value| {
        let mut broken = good.clone();
        *broken.pointer_mut(path).unwrap() = value;
        Envelope::from_json(broken.to_string().as_bytes()).unwrap_err()
    };
    for (path, value) in [
        ("/specversion", json!("0.3")),
        ("/subject", json!("usr_other")),
        ("/source", json!("/channels")),
        ("/sequence", json!("canary")),
        ("/time", json!("canary")),
        ("/data/id", json!("canary")),
        ("/data/isBot", json!("canary")),
        ("/data", json!("canary")),
    ] {
        let said = broken(path, value).to_string();
        assert!(!said.contains("canary"), "{path}: {said}");
    }
    assert!(Envelope::from_json(b"{").is_err());
    // A newer service's event is told apart, so that it can be passed over.
    let unknown = broken("/type", json!("user.praised.v1"));
    assert!(matches!(unknown, chat_events::InvalidEnvelope::Event(UnknownEvent::Type(_))), "{unknown}");
}

#[test]
fn a_new_field_of_a_newer_release_is_passed_over() {
    let mut newer: Value = serde_json::from_slice(&envelope(samples().remove(0)).to_json()).unwrap();
    newer["data"]["pronouns"] = json!("she");
    newer["partitionkey"] = json!("1");
    assert_eq!(Envelope::from_json(newer.to_string().as_bytes()).unwrap(), envelope(samples().remove(0)));
}

#[test]
fn the_committed_document_is_what_the_events_are() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/events.json");
    let committed = std::fs::read_to_string(path).unwrap();
    assert!(committed == asyncapi::document(), "schema/events.json is stale: run `just contracts`");
    // Every reference leads somewhere.
    let document: Value = serde_json::from_str(&committed).unwrap();
    let references = committed.split("\"$ref\": \"#").skip(1).map(|rest| rest.split('"').next().unwrap());
    for reference in references {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
}

#[test]
fn events_change_by_additions_only() {
    let released = include_str!("released.json");
    let now = asyncapi::document();
    let [released, now] = [released, &now].map(|document| serde_json::from_str::<Value>(document).unwrap());
    assert_eq!(breaking_changes(&released, &now), Vec::<String>::new());
}

#[test]
fn a_change_that_is_no_addition_is_noticed() {
    let document: Value = serde_json::from_str(&asyncapi::document()).unwrap();
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut other = document.clone();
        change(&mut other);
        breaking_changes(&document, &other)
    };
    let user = |document: &mut Value| document.pointer_mut("/components/schemas/UserState").unwrap().take();
    let with_user = |change: &dyn Fn(&mut Value)| {
        changed(&|document| {
            let mut state = user(document);
            change(&mut state);
            document["components"]["schemas"]["UserState"] = state;
        })
    };
    // Additions.
    assert!(changed(&|document| document["components"]["messages"]["user.praised.v1"] = json!({})).is_empty());
    assert!(with_user(&|user| user["properties"]["pronouns"] = json!({ "type": "string" })).is_empty());
    // And the rest.
    let remove = |value: &mut Value, key: &str| value.as_object_mut().unwrap().remove(key).map(drop).unwrap();
    assert!(!changed(&|document| remove(&mut document["components"]["messages"], "user.renamed.v1")).is_empty());
    assert!(!with_user(&|user| remove(&mut user["properties"], "username")).is_empty());
    assert!(!with_user(&|user| user["properties"]["username"]["type"] = json!("integer")).is_empty());
    assert!(!with_user(&|user| user["required"].as_array_mut().unwrap().push(json!("pronouns"))).is_empty());
    assert!(!with_user(&|user| user["required"].as_array_mut().unwrap().clear()).is_empty());
    let kinds = "/components/schemas/ChannelKind";
    assert!(document.pointer(kinds).is_some());
    assert!(!changed(&|document| *document.pointer_mut(kinds).unwrap() = json!({ "enum": ["PUBLIC"] })).is_empty());
}

#[test]
fn what_replaces_an_earlier_state_is_of_its_lineage_and_lies_beside_it() {
    let user = UserState { id: id(1), username: "alice".into(), display_name: "Alice".into(), is_bot: false };
    let states =
        [Event::UserRegistered(user.clone()), Event::UserRenamed(user), Event::UserDeleted(UserGone { id: id(1) })];
    let lineages: Vec<_> = states.iter().map(|event| (event.lineage(), event.key())).collect();
    assert!(lineages[0].0.is_some() && lineages.iter().all(|lineage| *lineage == lineages[0]));
    // Two blocks of one user are two states.
    let block = |blocked| Event::UserBlocked(UserBlock { user_id: id(1), blocked_id: id(blocked) });
    assert_ne!(block(2).lineage(), block(3).lineage());
    // All about one channel keeps its order.
    let about_channel =
        samples().into_iter().filter(|event| event.name().starts_with("m") || event.name().starts_with("c"));
    assert!(about_channel.into_iter().all(|event| event.key() == id::<chat_model::id::Channel>(3).uuid()));
}

use std::{sync::Arc, time::Duration};

use chat_chassis::Viewer;
use chat_messages::domain::{Role, Verdict};
use chat_messages_migrations::Migrator;
use chat_testkit::{
    laws,
    people::{nobody, person, signed_in},
};
use serde_json::{Value, json};

use crate::service::{SEND, Service, nonce, verdict};

laws! { Migrator;
    async fn what_is_sent_is_read_back(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let channel = service.channel(&[&alice, &bob]);
        let key = nonce();
        let sent = service.send(&alice, channel, &key, "**hi**\nyou").await;
        assert_eq!(sent["errors"], json!([]));
        assert_eq!(sent["replayed"], false);
        let message = &sent["message"];
        assert_eq!((&message["sequence"], &message["version"]), (&json!(1), &json!(1)));
        assert_eq!((&message["nonce"], &message["authorName"]), (&json!(key), &json!("alice")));
        assert_eq!(message["channel"]["id"], channel.to_string());
        let read = service.data(&bob, "query ($id: ID!) { message(id: $id) {
            body bodyHtml bodyText kind nonce authorId author { id } authorName editedAt deletedAt replyTo { id }
            viewerCanEdit viewerCanDelete } }", json!({ "id": message["id"] })).await;
        assert_eq!(read["message"], json!({
            "body": "**hi**\nyou", "bodyHtml": "<p><strong>hi</strong>\nyou</p>\n", "bodyText": "hi\nyou", "kind": "USER",
            // The nonce is the sender's alone.
            "nonce": null, "authorId": alice.user.to_string(), "author": { "id": alice.user.to_string() },
            "authorName": "alice", "editedAt": null, "deletedAt": null, "replyTo": null,
            "viewerCanEdit": false, "viewerCanDelete": false,
        }));
    }

    async fn two_hundred_at_once_leave_no_gap_and_no_repeat(db) {
        let service = Arc::new(Service::new(db));
        let people: Vec<_> = (0..20).map(|n| person(&format!("p{n}"))).collect();
        let channel = service.channel(&people.iter().collect::<Vec<_>>());
        let mut tasks = Vec::new();
        for n in 0..200 {
            let (service, who) = (service.clone(), people[n % 20].clone());
            tasks.push(tokio::spawn(async move { send_until_answered(&service, &who, channel, &format!("{n}")).await }));
        }
        let mut sequences = Vec::new();
        for task in tasks {
            sequences.push(task.await.unwrap());
        }
        sequences.sort_unstable();
        assert_eq!(sequences, (1..=200).collect::<Vec<i64>>());
        assert_eq!(service.sequences(&people[0], channel).await, sequences);
        assert_eq!(service.of_channel(&people[0], channel, "lastSequence").await, 200);
    }

    async fn each_channel_has_its_own_sequence(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let (one, two) = (service.channel(&[&alice]), service.channel(&[&alice]));
        service.say(&alice, one, "a").await;
        service.say(&alice, one, "b").await;
        service.say(&alice, two, "c").await;
        assert_eq!(service.sequences(&alice, one).await, [1, 2]);
        assert_eq!(service.sequences(&alice, two).await, [1]);
    }

    async fn each_refusal_has_its_code_and_leaves_nothing_behind(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let channel = service.channel(&[&alice]);
        let member = verdict(Some(Role::Member));
        let now = service.clock.ambient().now();
        let later = now.after(Duration::from_secs(60));
        for (code, path, verdict) in [
            ("NOT_FOUND", json!(["input", "channelId"]), Verdict { can_read: false, ..member }),
            ("NOT_A_MEMBER", Value::Null, verdict(None)),
            ("MUTED", Value::Null, Verdict { muted_until: Some(later), can_post: false, ..member }),
            ("ARCHIVED", Value::Null, Verdict { archived_at: Some(now), can_post: false, ..member }),
            ("FORBIDDEN", Value::Null, Verdict { can_post: false, ..member }),
        ] {
            service.authority.set(&bob, channel, verdict);
            service.db.statements.take();
            let refused = service.send(&bob, channel, &nonce(), "hi").await;
            assert_eq!((&refused["errors"][0]["code"], &refused["errors"][0]["path"]), (&json!(code), &path));
            assert_eq!((&refused["message"], &refused["replayed"]), (&Value::Null, &json!(false)));
            assert!(service.db.statements.take().iter().all(|statement| statement.starts_with("SELECT")));
        }
        // A mute that has ended is none.
        service.authority.set(&bob, channel, Verdict { muted_until: Some(now), ..member });
        assert_eq!(service.send(&bob, channel, &nonce(), "hi").await["message"]["sequence"], 1);
    }

    async fn nobody_sends_without_signing_in_or_while_channels_is_down(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]);
        let input = json!({ "input": { "channelId": channel.to_string(), "nonce": nonce(), "body": "hi" } });
        assert_eq!(service.fault(&nobody(), SEND, input.clone()).await, "UNAUTHENTICATED");
        assert_eq!(service.authority.take_asked(), Vec::<usize>::new());
        service.authority.fall();
        let answer = service.answer(&signed_in(&alice), SEND, input).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        assert_eq!(answer["data"]["sendMessage"]["errors"][0]["code"], "UNAVAILABLE");
    }

    async fn slow_mode_slows_members_and_not_those_who_keep_order(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let channel = service.channel(&[]);
        let slow = |role| Verdict { slow_mode_seconds: 30, ..verdict(Some(role)) };
        service.authority.set(&alice, channel, slow(Role::Member));
        service.authority.set(&bob, channel, slow(Role::Moderator));
        service.say(&alice, channel, "one").await;
        service.clock.advance(Duration::from_secs(20));
        let key = nonce();
        let refused = service.send(&alice, channel, &key, "two").await;
        assert_eq!(refused["errors"][0]["code"], "SLOW_MODE");
        assert_eq!(refused["errors"][0]["retryAfterMs"], 10_000);
        service.say(&bob, channel, "I keep order").await;
        service.say(&bob, channel, "and am not slowed").await;
        service.clock.advance(Duration::from_secs(10));
        // The refused one took neither a sequence nor its nonce.
        let sent = service.send(&alice, channel, &key, "two").await;
        assert_eq!((&sent["message"]["sequence"], &sent["replayed"]), (&json!(4), &json!(false)));
    }

    async fn ten_at_once_in_slow_mode_are_one(db) {
        let (service, alice) = (Arc::new(Service::new(db)), person("alice"));
        let channel = service.channel(&[]);
        service.authority.set(&alice, channel, Verdict { slow_mode_seconds: 30, ..verdict(Some(Role::Member)) });
        let mut tasks = Vec::new();
        for n in 0..10 {
            let (service, alice) = (service.clone(), alice.clone());
            tasks.push(tokio::spawn(async move { service.send(&alice, channel, &nonce(), &n.to_string()).await }));
        }
        let mut sent = 0;
        for task in tasks {
            sent += usize::from(task.await.unwrap()["message"].is_object());
        }
        assert_eq!(sent, 1);
        assert_eq!(service.sequences(&alice, channel).await, [1]);
    }

    async fn whoever_sends_too_often_is_told_when_to_try_again(db) {
        let (service, alice, bob) = (Service::limited(db, 1), person("alice"), person("bob"));
        let channel = service.channel(&[&alice, &bob]);
        let mut refused = None;
        for n in 0..100 {
            let sent = service.send(&alice, channel, &nonce(), &n.to_string()).await;
            if sent["message"].is_null() {
                refused = Some(sent["errors"][0].clone());
                break;
            }
        }
        let refused = refused.unwrap();
        assert_eq!(refused["code"], "RATE_LIMITED");
        assert!((1..=1_000).contains(&refused["retryAfterMs"].as_i64().unwrap()));
        // One user's limit is not another's.
        service.say(&bob, channel, "hi").await;
    }

    async fn a_reply_answers_a_message_of_the_same_channel_even_a_deleted_one(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let (channel, other) = (service.channel(&[&alice]), service.channel(&[&alice]));
        let (first, elsewhere) = (service.say(&alice, channel, "first").await, service.say(&alice, other, "x").await);
        let hidden = service.channel(&[&person("bob")]);
        let reply = |to: &str| json!({ "input": { "channelId": channel.to_string(), "nonce": nonce(), "body": "re", "replyToId": to } });
        let sent = service.data(&alice, SEND, reply(&first)).await["sendMessage"].take();
        assert_eq!(sent["message"]["replyTo"]["body"], "first");
        for bad in [elsewhere.as_str(), "nonsense", &hidden.to_string(), &chat_chassis::Ambient::system().id::<chat_model::id::Message>().to_string()] {
            let refused = service.data(&alice, SEND, reply(bad)).await["sendMessage"]["errors"].take();
            assert_eq!(refused, json!([{ "code": "INVALID_INPUT", "path": ["input", "replyToId"], "message": "must be a message of this channel" }]));
        }
        service.delete(&alice, &first).await;
        let sent = service.data(&alice, SEND, reply(&first)).await["sendMessage"].take();
        assert_eq!((&sent["message"]["replyTo"]["id"], &sent["message"]["replyTo"]["body"]), (&json!(first), &json!("")));
        assert!(sent["message"]["replyTo"]["deletedAt"].is_string());
    }

    async fn a_name_follows_its_owner_on_old_messages_too(db) {
        let (service, mut alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let channel = service.channel(&[&alice, &bob]);
        let first = service.say(&alice, channel, "as alice").await;
        let name = "query ($id: ID!) { message(id: $id) { authorName } }";
        let old = alice.clone();
        alice.name = "alicia".to_owned();
        alice.until = alice.until.after(Duration::from_secs(60));
        service.say(&alice, channel, "as alicia").await;
        assert_eq!(service.data(&bob, name, json!({ "id": first })).await["message"]["authorName"], "alicia");
        // A token that was made before the change does not bring the old name back.
        service.say(&old, channel, "late").await;
        assert_eq!(service.data(&bob, name, json!({ "id": first })).await["message"]["authorName"], "alicia");
    }

    async fn what_a_mutation_changed_is_seen_by_the_next_one_of_the_request(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]).to_string();
        let query = "mutation ($c: ID!, $a: ID!, $b: ID!) {
            a: sendMessage(input: { channelId: $c, nonce: $a, body: \"a\" }) { message { ...Seen } }
            b: sendMessage(input: { channelId: $c, nonce: $b, body: \"b\" }) { message { ...Seen } } }
            fragment Seen on Message { channel { lastSequence messages(last: 5) { nodes { body } } viewerReadState { lastReadSequence } } }";
        let data = service.data(&alice, query, json!({ "c": channel, "a": nonce(), "b": nonce() })).await;
        assert_eq!(data["a"]["message"]["channel"]["lastSequence"], 1);
        assert_eq!(data["b"]["message"]["channel"], json!({ "lastSequence": 2,
            "messages": { "nodes": [{ "body": "a" }, { "body": "b" }] }, "viewerReadState": { "lastReadSequence": 2 } }));
        assert_eq!(service.authority.take_asked(), [1]);
    }
}

/// Sends as a client does: again, with the same nonce, while the database is too busy. Returns the sequence.
async fn send_until_answered(service: &Service, who: &Viewer, channel: chat_model::ChannelId, body: &str) -> i64 {
    let input = json!({ "input": { "channelId": channel.to_string(), "nonce": nonce(), "body": body } });
    loop {
        let answer = service.answer(&signed_in(who), SEND, input.clone()).await;
        if let Some(sequence) = answer["data"]["sendMessage"]["message"]["sequence"].as_i64() {
            return sequence;
        }
        assert_eq!(answer["errors"][0]["extensions"]["retryable"], true, "{answer}");
    }
}

//! The order of messages, and sending one once.

use std::sync::Arc;

use serde_json::json;

use crate::{
    fleet_laws,
    people::{Person, nonce},
};

fleet_laws! {
    async fn two_hundred_at_once_by_twenty_people_are_numbered_without_gap_or_repeat(fleet) {
        let owner = Person::register(&fleet, "olivia").await;
        let channel = owner.create_channel(&fleet, "PUBLIC", "general").await;
        let mut people = Vec::new();
        for n in 0..20 {
            let person = Person::register(&fleet, &format!("person{n}")).await;
            person.join(&fleet, &channel).await;
            people.push(person);
        }
        let fleet = Arc::new(fleet);
        let mut sends = Vec::new();
        for n in 0..200 {
            let (fleet, person, channel) = (fleet.clone(), people[n % 20].clone(), channel.clone());
            sends.push(tokio::spawn(async move { person.send(&fleet, &channel, &format!("message {n}")).await }));
        }
        let mut sequences = Vec::new();
        for send in sends {
            sequences.push(send.await.unwrap()["sequence"].as_i64().unwrap());
        }
        sequences.sort_unstable();
        assert_eq!(sequences, (1..=200).collect::<Vec<_>>());
    }

    async fn a_repeated_nonce_is_one_message_and_another_body_is_refused(fleet) {
        let alice = Person::register(&fleet, "alice").await;
        let channel = alice.create_channel(&fleet, "PUBLIC", "general").await;
        let nonce = nonce();
        let first = alice.try_send(&fleet, &channel, "once", &nonce).await.unwrap();
        let again = alice.try_send(&fleet, &channel, "once", &nonce).await.unwrap();
        assert_eq!((&first["data"]["sendMessage"]["replayed"], &again["data"]["sendMessage"]["replayed"]), (&json!(false), &json!(true)));
        assert_eq!(first["data"]["sendMessage"]["message"], again["data"]["sendMessage"]["message"]);
        let other = alice.try_send(&fleet, &channel, "twice", &nonce).await.unwrap();
        assert_eq!(other["data"]["sendMessage"]["errors"][0]["code"], "NONCE_REUSED");
        assert_eq!(alice.send(&fleet, &channel, "next").await["sequence"], 2);
    }
}

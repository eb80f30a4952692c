//! kill -9 of messages while many write: what was acknowledged is there afterwards, once, and in its place.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde_json::{Value, json};
use tokio::sync::{Mutex, mpsc};

use crate::{
    fleet::Fleet,
    fleet_laws,
    people::{Person, nonce},
};

const WRITERS: usize = 8;
/// After how many acknowledged messages the process is killed, each time.
const ACKNOWLEDGED: usize = 60;

/// Everything that the channel holds, by its nonce: sequence and body. Fails if a nonce is there twice.
async fn history(fleet: &Fleet, people: &[Person], channel: &str) -> BTreeMap<String, (i64, String)> {
    let query = "query ($id: ID!, $after: String) { channel(id: $id) { messages(first: 100, after: $after) {
        nodes { sequence body nonce authorId } pageInfo { hasNextPage endCursor } } } }";
    let mut found = BTreeMap::new();
    // A nonce is shown to its sender alone.
    for person in people {
        let mut after = Value::Null;
        loop {
            let answer = person.ask(&fleet.messages, query, json!({ "id": channel, "after": after })).await;
            let page = &answer["data"]["channel"]["messages"];
            for node in page["nodes"].as_array().unwrap_or_else(|| panic!("{answer}")) {
                if node["authorId"] == person.id {
                    let place = (node["sequence"].as_i64().unwrap(), node["body"].as_str().unwrap().to_owned());
                    let twice = found.insert(node["nonce"].as_str().unwrap().to_owned(), place);
                    assert!(twice.is_none(), "sent twice: {node}");
                }
            }
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
    }
    found
}

fleet_laws! {
    async fn every_acknowledged_message_survives_a_kill(fleet) {
        let fleet = Arc::new(fleet);
        let owner = Person::register(&fleet, "olivia").await;
        let channel = owner.create_channel(&fleet, "PUBLIC", "general").await;
        let mut people = Vec::new();
        for n in 0..WRITERS {
            let person = Person::register(&fleet, &format!("writer{n}")).await;
            person.join(&fleet, &channel).await;
            people.push(person);
        }
        // What was acknowledged: nonce to (sequence, body). What was sent without an answer: nonce to (writer, body).
        let mut acknowledged: BTreeMap<String, (i64, String)> = BTreeMap::new();
        for round in 0..3 {
            let unanswered = Arc::new(Mutex::new(Vec::new()));
            let (report, mut reports) = mpsc::unbounded_channel();
            let writers: Vec<_> = (0..WRITERS).map(|writer| {
                let (fleet, person, channel) = (fleet.clone(), people[writer].clone(), channel.clone());
                let (report, unanswered) = (report.clone(), unanswered.clone());
                tokio::spawn(async move {
                    for n in 0.. {
                        let (nonce, body) = (nonce(), format!("round {round}, writer {writer}, message {n}"));
                        let Ok(answer) = person.try_send(&fleet, &channel, &body, &nonce).await else {
                            // Cut off: it may be there or not, and the client will send it again.
                            unanswered.lock().await.push((writer, nonce, body));
                            return;
                        };
                        let sequence = answer["data"]["sendMessage"]["message"]["sequence"].as_i64();
                        let sequence = sequence.unwrap_or_else(|| panic!("refused: {answer}"));
                        if report.send((nonce, sequence, body)).is_err() {
                            return;
                        }
                    }
                })
            }).collect();
            drop(report);
            let mut count = 0;
            while count < ACKNOWLEDGED {
                let (nonce, sequence, body) = reports.recv().await.unwrap();
                acknowledged.insert(nonce, (sequence, body));
                count += 1;
            }
            // In the middle of eight writes.
            fleet.messages.kill();
            while let Some((nonce, sequence, body)) = reports.recv().await {
                acknowledged.insert(nonce, (sequence, body));
            }
            for writer in writers {
                writer.await.unwrap();
            }
            fleet.messages.start();
            fleet.messages.wait_until_ready().await;

            let found = history(&fleet, &people, &channel).await;
            for (nonce, place) in &acknowledged {
                assert_eq!(found.get(nonce), Some(place), "acknowledged, and not there");
            }
            // Whoever got no answer sends again, and each is there once.
            for (writer, nonce, body) in unanswered.lock().await.drain(..) {
                let answer = people[writer].try_send(&fleet, &channel, &body, &nonce).await.unwrap();
                let sequence = answer["data"]["sendMessage"]["message"]["sequence"].as_i64().unwrap();
                if let Some(before) = found.get(&nonce) {
                    assert_eq!((before.0, true), (sequence, answer["data"]["sendMessage"]["replayed"] == true));
                }
                acknowledged.insert(nonce, (sequence, body));
            }
        }
        let found = history(&fleet, &people, &channel).await;
        assert_eq!(found, acknowledged);
        let sequences: BTreeSet<i64> = found.values().map(|(sequence, _)| *sequence).collect();
        assert_eq!(sequences, (1..=i64::try_from(found.len()).unwrap()).collect());
    }
}

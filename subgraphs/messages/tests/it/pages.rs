//! Pages of a channel's messages.

use std::time::Duration;

use chat_messages_migrations::Migrator;
use chat_model::cursor::Cursor;
use chat_testkit::{
    laws,
    people::{person, signed_in},
};
use serde_json::{Value, json};

use crate::service::Service;

const PAGE: &str = "{ nodes { sequence } edges { cursor node { sequence } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }";

fn sequences(page: &Value) -> Vec<i64> {
    page["nodes"].as_array().unwrap().iter().map(|node| node["sequence"].as_i64().unwrap()).collect()
}

fn goes_on(page: &Value) -> (bool, bool) {
    let goes = |name: &str| page["pageInfo"][name].as_bool().unwrap();
    (goes("hasPreviousPage"), goes("hasNextPage"))
}

laws! { Migrator;
    async fn pages_from_both_ends_tell_exactly_whether_the_list_goes_on(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]);
        let page = async |arguments: &str| service.of_channel(&alice, channel, &format!("messages{arguments} {PAGE}")).await;
        let empty = page("").await;
        assert_eq!((sequences(&empty), goes_on(&empty)), (vec![], (false, false)));
        assert_eq!(empty["pageInfo"]["startCursor"], Value::Null);
        for n in 0..7 {
            service.say(&alice, channel, &n.to_string()).await;
        }
        let cursor = |n: i64| n.encode();
        for (arguments, expected, goes) in [
            (String::new(), vec![1, 2, 3, 4, 5, 6, 7], (false, false)),
            ("(first: 3)".to_owned(), vec![1, 2, 3], (false, true)),
            ("(last: 3)".to_owned(), vec![5, 6, 7], (true, false)),
            (format!("(first: 3, after: \"{}\")", cursor(3)), vec![4, 5, 6], (true, true)),
            (format!("(first: 3, after: \"{}\")", cursor(4)), vec![5, 6, 7], (true, false)),
            (format!("(last: 3, before: \"{}\")", cursor(4)), vec![1, 2, 3], (false, true)),
            (format!("(last: 2, before: \"{}\")", cursor(4)), vec![2, 3], (true, true)),
            (format!("(first: 9, after: \"{}\", before: \"{}\")", cursor(2), cursor(6)), vec![3, 4, 5], (true, true)),
            (format!("(first: 2, after: \"{}\")", cursor(7)), vec![], (true, false)),
            (format!("(first: 2, after: \"{}\")", cursor(i64::MAX)), vec![], (true, false)),
            (format!("(last: 2, before: \"{}\")", cursor(i64::MIN)), vec![], (false, true)),
        ] {
            let page = page(&arguments).await;
            assert_eq!((sequences(&page), goes_on(&page)), (expected, goes), "{arguments}");
        }
        let page = page("(last: 3)").await;
        assert_eq!(page["pageInfo"]["startCursor"], page["edges"][0]["cursor"]);
        assert_eq!(page["pageInfo"]["endCursor"], page["edges"][2]["cursor"]);
        assert_eq!(page["edges"][2]["node"]["sequence"], 7);
    }

    async fn the_latest_message_and_its_sequence(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]);
        assert_eq!(service.of_channel(&alice, channel, "lastSequence").await, 0);
        assert_eq!(service.of_channel(&alice, channel, "lastMessage { id }").await, Value::Null);
        service.say(&alice, channel, "one").await;
        service.say(&alice, channel, "two").await;
        assert_eq!(service.of_channel(&alice, channel, "lastSequence").await, 2);
        assert_eq!(service.of_channel(&alice, channel, "lastMessage { body }").await["body"], "two");
    }

    async fn a_window_has_its_target_in_the_middle(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let channel = service.channel(&[&alice, &bob]);
        let mut ids = Vec::new();
        for n in 0..9 {
            ids.push(service.say(&alice, channel, &n.to_string()).await);
            service.clock.advance(Duration::from_secs(60));
        }
        let around = async |arguments: String| service.of_channel(&bob, channel, &format!("messagesAround({arguments}) {PAGE}")).await;
        let page = around(format!("messageId: \"{}\", radius: 2", ids[4])).await;
        assert_eq!((sequences(&page), goes_on(&page)), (vec![3, 4, 5, 6, 7], (true, true)));
        let page = around(format!("messageId: \"{}\", radius: 2", ids[0])).await;
        assert_eq!((sequences(&page), goes_on(&page)), (vec![1, 2, 3], (false, true)));
        let page = around(format!("messageId: \"{}\"", ids[8])).await;
        assert_eq!((sequences(&page), goes_on(&page)), ((1..=9).collect(), (false, false)));

        // A minute apart: half a minute before the fifth the fifth comes next.
        let now = service.clock.ambient().now();
        let at = |seconds: u64| format!("at: \"{}\", radius: 1", now.before(Duration::from_secs(seconds)));
        assert_eq!(sequences(&around(at(5 * 60 + 30)).await), [4, 5, 6]);
        assert_eq!(sequences(&around(at(5 * 60)).await), [4, 5, 6]);
        assert_eq!(sequences(&around(at(1_000_000)).await), [1, 2]);
        assert_eq!(sequences(&around(at(0)).await), [8, 9]);

        assert_eq!(sequences(&around("firstUnread: true, radius: 1".to_owned()).await), [1, 2]);
        service.mark_read(&bob, channel, 5).await;
        assert_eq!(sequences(&around("firstUnread: true, radius: 1".to_owned()).await), [5, 6, 7]);
        service.mark_read(&bob, channel, 9).await;
        assert_eq!(sequences(&around("firstUnread: true, radius: 1".to_owned()).await), [8, 9]);
    }

    async fn a_window_around_nothing_is_empty_or_none(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let (channel, other, hidden) = (service.channel(&[&alice]), service.channel(&[&alice]), service.channel(&[&bob]));
        for arguments in ["at: \"2026-01-31T12:00:00Z\"", "firstUnread: true"] {
            let page = service.of_channel(&alice, channel, &format!("messagesAround({arguments}) {PAGE}")).await;
            assert_eq!((sequences(&page), goes_on(&page)), (vec![], (false, false)));
        }
        let elsewhere = service.say(&alice, other, "x").await;
        let unseen = service.say(&bob, hidden, "y").await;
        for id in [elsewhere.as_str(), unseen.as_str(), "nonsense", "msg_", &channel.to_string()] {
            let page = service.of_channel(&alice, channel, &format!("messagesAround(messageId: \"{id}\") {{ nodes {{ id }} }}")).await;
            assert_eq!(page, Value::Null);
        }
    }

    async fn bad_pages_and_windows_are_refused(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let channel = service.channel(&[&alice]);
        let id = service.say(&alice, channel, "one").await;
        for field in [
            "messages(first: -1)".to_owned(), "messages(first: 0)".to_owned(), "messages(last: 101)".to_owned(),
            "messages(first: 1, last: 1)".to_owned(), "messages(after: \"garbage\")".to_owned(), "messages(before: \"\")".to_owned(),
            format!("messages(after: \"{}\")", (1_i64, 2_i64).encode()),
            "messagesAround".to_owned(), "messagesAround(firstUnread: false)".to_owned(), "messagesAround(radius: 5)".to_owned(),
            format!("messagesAround(messageId: \"{id}\", firstUnread: true)"),
            format!("messagesAround(messageId: \"{id}\", at: \"2026-01-31T12:00:00Z\")"),
            "messagesAround(firstUnread: true, radius: 0)".to_owned(), "messagesAround(firstUnread: true, radius: 51)".to_owned(),
            "messagesAround(firstUnread: true, radius: -1)".to_owned(),
        ] {
            let query = format!("query ($id: ID!) {{ channel(id: $id) {{ {field} {{ nodes {{ id }} }} }} }}");
            assert_eq!(service.fault(&signed_in(&alice), &query, json!({ "id": channel.to_string() })).await, "BAD_USER_INPUT", "{field}");
        }
        let query = "query ($id: ID!) { message(id: $id) { edits(first: 101) { nodes { body } } } }";
        assert_eq!(service.fault(&signed_in(&alice), query, json!({ "id": id })).await, "BAD_USER_INPUT");
    }
}

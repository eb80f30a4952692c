//! Execution gives what a plain implementation gives, whatever the answers are.

use std::{cell::Cell, fmt::Write};

use federation_plan::*;
use futures_util::FutureExt;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{build::*, fake::FakeSubgraphs, reference::Reference};

/// `{ channel { id topic members { id nick user { id name tag } } } messages { … author { name } } pinned { … } }`, with
/// a non-null wherever `non_nulls` says so.
fn plan(non_nulls: u32) -> Plan {
    let bits = Cell::new(non_nulls);
    let maybe = |value: OutputType| OutputType { non_null: bits.replace(bits.get() >> 1) & 1 == 1, ..value };
    let user = |key, slot| objects(key, slot, read(2, USER, vec![leaf("id", 0), leaf("tag", 2)]));
    let member = read(4, BOT, vec![leaf("id", 0), leaf("nick", 1), user("user", 2)]);
    let channel = read(1, CHANNEL, vec![leaf("id", 0), leaf("topic", 1), objects("members", 2, member)]);
    let message = || read(3, MESSAGE, vec![leaf("id", 0), leaf("body", 1), user("author", 2)]);
    let messages = vec![objects("messages", 1, message()), objects("pinned", 2, message())];
    let names = |target: &[u16]| Start::Entities(vec![entities(USER, target, read(2, USER, vec![leaf("name", 1)]))]);
    let user =
        || object(2, vec![field("id", 0, maybe(id())), field("called", 1, maybe(string())), field("tag", 2, string())]);
    let message = |author| {
        object(
            3,
            vec![field("text", 1, maybe(string())), field("author", 2, maybe(author)), field("id", 0, maybe(id()))],
        )
    };
    let (messages_of, pinned_of) = (message(user()), message(user()));
    let member_of =
        object(4, vec![field("id", 0, maybe(id())), field("user", 2, maybe(user())), field("nick", 1, string())]);
    let members = maybe(list(maybe(member_of)));
    let channel_of =
        object(1, vec![field("id", 0, maybe(id())), field("members", 2, members), field("topic", 1, string())]);
    query(
        vec![
            shape(&["channel", "messages", "pinned"]),
            shape(&["id", "topic", "members"]),
            shape(&["id", "called", "tag"]),
            shape(&["id", "text", "author"]),
            shape(&["id", "nick", "user"]),
        ],
        vec![
            fetch(CHANNELS, "{…}", root(vec![objects("channel", 0, channel)])),
            fetch(MESSAGES, "{…}", root(messages)),
            after(&[0], fetch(USERS, "{…}", names(&[0, 2, 2]))),
            after(&[1], fetch(USERS, "{…}", names(&[1, 2]))),
            after(&[1], fetch(USERS, "{…}", names(&[2, 2]))),
        ],
        vec![
            field("channel", 0, channel_of),
            field("messages", 1, maybe(list(maybe(messages_of)))),
            field("pinned", 2, list(list(maybe(pinned_of)))),
        ],
    )
}

/// Makes answers from bytes, whatever they are: the same bytes make the same answers.
struct Source<'a>(&'a [u8]);

impl Source<'_> {
    fn next(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&1, &[]));
        self.0 = rest;
        *first
    }

    fn is_rare(&mut self) -> bool {
        self.next().is_multiple_of(13)
    }

    fn space(&mut self) -> &'static str {
        if self.is_rare() { " \n" } else { "" }
    }

    fn leaf(&mut self) -> String {
        match self.next() % 12 {
            0 => "null".to_owned(),
            1 => "7".to_owned(),
            2 => json!("é\"\\\u{1}\u{2028}😀").to_string(),
            3 => r#""\ud83d\ude00\/""#.to_owned(),
            4 => r#"{"a":[1,{"b":"}"}]}"#.to_owned(),
            5 => "\"a long text that takes more than one step of eight bytes to get over\"".to_owned(),
            number => json!(number.to_string()).to_string(),
        }
    }

    fn objects(&mut self, read: &Read, depth: u32) -> String {
        if self.is_rare() {
            return "null".to_owned();
        }
        if depth == 0 {
            return self.object(read);
        }
        let elements: Vec<_> = (0..self.next() % 4).map(|_| self.objects(read, depth - 1)).collect();
        format!("[{}{}]", self.space(), elements.join(","))
    }

    fn object(&mut self, read: &Read) -> String {
        let mut members = Vec::new();
        for field in &read.fields {
            if self.is_rare() {
                continue;
            }
            let value = match &field.value {
                ReadValue::Leaf => self.leaf(),
                ReadValue::Objects { read, .. } => {
                    let depth = match field.key.as_str() {
                        "messages" | "members" => 1,
                        "pinned" => 2,
                        _ => 0,
                    };
                    self.objects(read, depth)
                }
            };
            members.push(format!("{}\"{}\"{}:{}{value}", self.space(), field.key, self.space(), self.space()));
        }
        if self.is_rare() {
            members.reverse();
        }
        if self.is_rare() {
            members.insert(0, "\"unknown\":[{}]".to_owned());
        }
        format!("{{{}{}}}", members.join(","), self.space())
    }

    fn answer(&mut self, start: &Start, request: &Json) -> String {
        match start {
            Start::Root(read) | Start::Below { read, .. } => format!(r#"{{"data":{}}}"#, self.object(read)),
            Start::Entities(parts) => {
                let count = request["variables"]["representations"].as_array().map_or(0, Vec::len);
                let mut list = String::new();
                for _ in 0..count {
                    let entity = self.objects(&parts[0].read, 0);
                    write!(list, "{}{entity}", if list.is_empty() { "" } else { "," }).expect("text");
                }
                format!(r#"{{"data":{{"_entities":[{list}]}}}}"#)
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn execution_gives_what_the_plain_implementation_gives(
        non_nulls in any::<u32>(),
        sources in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 5),
    ) {
        let plan = plan(non_nulls);
        let starts: Vec<_> = plan.fetches.iter().map(|fetch| fetch.start.clone()).collect();
        let answer = move |request: &Json, fetch: usize| Source(&sources[fetch]).answer(&starts[fetch], request);
        let theirs = Reference::new(&plan).data(|fetch, request| {
            answer(&serde_json::from_slice(&request).expect("JSON"), fetch).into()
        });
        let fake = FakeSubgraphs::asked_by(move |request, fetch| Ok(answer(request, fetch).into()));
        let (ours, _) = fake.execute(&plan, json!({})).now_or_never().expect("nothing to wait for");
        prop_assert_eq!(&ours["data"], &theirs, "{}", ours);
    }
}

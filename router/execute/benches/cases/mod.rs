//! What is measured: plans, the answers of subgraphs to them, and both ways to make a response of them.

#[path = "../../tests/it/build.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod build;
#[path = "../../tests/it/reference.rs"]
mod reference;

use std::ops::Range;

use build::*;
use bytes::Bytes;
use federation_execute::{BoxFuture, FetchError, Inputs, Program, SubgraphRequest, Subgraphs, execute};
use federation_plan::{FetchId, LeafType, OutputField, OutputKind, OutputType, Plan, Read, ReadField, Start};
use futures_util::FutureExt;
use reference::Reference;
use serde_json::{Value as Json, json};

/// An operation, and what subgraphs answer.
pub struct Case {
    pub name: &'static str,
    pub plan: Plan,
    pub program: Program,
    pub answers: Answers,
}

/// One answer for each fetch.
pub struct Answers(Vec<Bytes>);

impl Subgraphs for Answers {
    fn fetch(&self, request: SubgraphRequest) -> BoxFuture<'_, Result<Bytes, FetchError>> {
        let FetchId(fetch) = request.fetch;
        Box::pin(async move { Ok(self.0[fetch as usize].clone()) })
    }
}

impl Case {
    fn new(name: &'static str, plan: Plan, answers: Vec<String>) -> Self {
        let answers = answers.into_iter().map(Bytes::from).collect();
        Self { name, program: compile(&plan), plan, answers: Answers(answers) }
    }

    /// How many bytes subgraphs answer.
    pub fn received(&self) -> usize {
        self.answers.0.iter().map(Bytes::len).sum()
    }

    /// The response, by this crate.
    pub fn ours(&self) -> Bytes {
        let inputs = Inputs { variables: &Default::default(), introspection: None };
        execute(&self.program, &inputs, &self.answers).now_or_never().expect("nothing to wait for").body
    }

    /// The response, by trees of `serde_json` values.
    pub fn plainly<'p>(&'p self, reference: &Reference<'p>) -> Vec<u8> {
        let data = reference.data(|fetch, _| self.answers.0[fetch].clone());
        serde_json::to_vec(&json!({ "data": data })).expect("JSON")
    }

    pub fn reference(&self) -> Reference<'_> {
        Reference::new(&self.plan)
    }

    /// Fails if the two responses do not say the same.
    pub fn check(&self) {
        let ours: Json = serde_json::from_slice(&self.ours()).expect("JSON");
        let plain: Json = serde_json::from_slice(&self.plainly(&self.reference())).expect("JSON");
        assert_eq!(ours, plain, "{}", self.name);
        assert!(ours["data"].is_object(), "{}", self.name);
    }
}

/// All of them, the smallest first.
pub fn all() -> [Case; 3] {
    [small(), channel(), channels()]
}

/// `{ viewer { id name } }`
fn small() -> Case {
    let user = read(1, USER, vec![leaf("id", 0), leaf("name", 1)]);
    let output = object(1, vec![field("id", 0, non_null(id())), field("name", 1, non_null(string()))]);
    let plan = query(
        vec![shape(&["viewer"]), shape(&["id", "name"])],
        vec![fetch(USERS, "{viewer{id name}}", root(vec![objects("viewer", 0, user)]))],
        vec![field("viewer", 0, output)],
    );
    Case::new("small", plan, vec![data(&format!(r#"{{"viewer":{{"id":"{}","name":"ada"}}}}"#, text_id("usr", 1)))])
}

const USER_SHAPE: u32 = 2;
const MESSAGE_SHAPE: u32 = 3;

/// `{ channel { id name topic messages { id sequence body createdAt authorName author { id username displayName } } } }`:
/// both channels and messages are asked for the channel, then users for the authors.
fn channel() -> Case {
    let known = read(1, CHANNEL, vec![leaf("id", 0), leaf("name", 1), leaf("topic", 2)]);
    let timeline = read(1, CHANNEL, vec![leaf("id", 0), objects("messages", 3, read_message())]);
    let plan = query(
        vec![shape(&["channel"]), shape(&["id", "name", "topic", "messages"]), user_shape(), message_shape()],
        vec![
            fetch(CHANNELS, "query($id:ID!){channel(id:$id){id name topic}}", root(vec![shared("channel", 0, known)])),
            fetch(MESSAGES, "query($id:ID!){channel(id:$id){…}}", root(vec![shared("channel", 0, timeline)])),
            after(&[1], fetch(USERS, "query(…){_entities(…){…}}", users(&[0, 3, 2]))),
        ],
        vec![field(
            "channel",
            0,
            object(
                1,
                vec![
                    field("id", 0, non_null(id())),
                    field("name", 1, string()),
                    field("topic", 2, string()),
                    field("messages", 3, list(non_null(write_message()))),
                ],
            ),
        )],
    );
    let messages = list_of(0..50, |number| message(number, number % 12));
    let id = text_id("chn", 1);
    let answers = vec![
        data(&format!(r#"{{"channel":{{"id":"{id}","name":"general","topic":"whatever comes to mind"}}}}"#)),
        data(&format!(r#"{{"channel":{{"id":"{id}","messages":{messages}}}}}"#)),
        data(&format!(r#"{{"_entities":{}}}"#, list_of(0..12, user))),
    ];
    Case::new("channel of 50 messages", plan, answers)
}

/// `{ channels { id name members { id role user { … } } messages { … author { … } } } }`: channels, then users for the members and
/// messages for the timelines, then users for the authors.
fn channels() -> Case {
    let user = read(USER_SHAPE, USER, vec![leaf("id", 0)]);
    let member = read(4, BOT, vec![leaf("id", 0), leaf("role", 1), objects("user", 2, user)]);
    let channel = read(1, CHANNEL, vec![leaf("id", 0), leaf("name", 1), objects("members", 2, member)]);
    let timelines = entities(CHANNEL, &[0], read(1, CHANNEL, vec![objects("messages", 3, read_message())]));
    let written_member = object(
        4,
        vec![field("id", 0, non_null(id())), field("role", 1, non_null(string())), field("user", 2, write_user())],
    );
    let written = object(
        1,
        vec![
            field("id", 0, non_null(id())),
            field("name", 1, string()),
            field("members", 2, list(non_null(written_member))),
            field("messages", 3, list(non_null(write_message()))),
        ],
    );
    let shapes = vec![
        shape(&["channels"]),
        shape(&["id", "name", "members", "messages"]),
        user_shape(),
        message_shape(),
        shape(&["id", "role", "user"]),
    ];
    let plan = query(
        shapes,
        vec![
            fetch(CHANNELS, "{channels{…}}", root(vec![objects("channels", 0, channel)])),
            after(&[0], fetch(USERS, "query(…){_entities(…){…}}", users(&[0, 2, 2]))),
            after(&[0], fetch(MESSAGES, "query(…){_entities(…){…}}", Start::Entities(vec![timelines]))),
            after(&[2], fetch(USERS, "query(…){_entities(…){…}}", users(&[0, 3, 2]))),
        ],
        vec![field("channels", 0, list(non_null(written)))],
    );
    let member = |number| {
        let (id, user) = (text_id("mem", number), text_id("usr", number % 40));
        format!(r#"{{"id":"{id}","role":"MEMBER","user":{{"id":"{user}"}}}}"#)
    };
    let channel = |number| {
        let members = list_of(0..20, |index| member(number * 7 + index));
        format!(r#"{{"id":"{}","name":"channel-{number}","members":{members}}}"#, text_id("chn", number))
    };
    let timeline = |number| {
        let messages = list_of(0..20, |index| message(number * 20 + index, (number * 20 + index) % 40));
        format!(r#"{{"messages":{messages}}}"#)
    };
    let of_users = data(&format!(r#"{{"_entities":{}}}"#, list_of(0..40, self::user)));
    let answers = vec![
        data(&format!(r#"{{"channels":{}}}"#, list_of(0..20, channel))),
        of_users.clone(),
        data(&format!(r#"{{"_entities":{}}}"#, list_of(0..20, timeline))),
        of_users,
    ];
    Case::new("20 channels of 20 messages and members", plan, answers)
}

fn user_shape() -> federation_plan::Shape {
    shape(&["id", "username", "displayName"])
}

fn message_shape() -> federation_plan::Shape {
    shape(&["id", "sequence", "author", "body", "createdAt", "authorName"])
}

fn read_message() -> Read {
    let author = objects("author", 2, read(USER_SHAPE, USER, vec![leaf("id", 0)]));
    let fields: Vec<ReadField> =
        vec![leaf("id", 0), leaf("sequence", 1), leaf("body", 3), leaf("createdAt", 4), leaf("authorName", 5), author];
    read(MESSAGE_SHAPE, MESSAGE, fields)
}

fn write_message() -> OutputType {
    let sequence = nullable(OutputKind::Leaf(LeafType::Int));
    let time = nullable(OutputKind::Leaf(LeafType::Custom));
    object(
        MESSAGE_SHAPE,
        vec![
            field("id", 0, non_null(id())),
            field("sequence", 1, non_null(sequence)),
            field("body", 3, non_null(string())),
            field("createdAt", 4, non_null(time)),
            field("authorName", 5, non_null(string())),
            field("author", 2, write_user()),
        ],
    )
}

fn users(target: &[u16]) -> Start {
    Start::Entities(vec![entities(
        USER,
        target,
        read(USER_SHAPE, USER, vec![leaf("username", 1), leaf("displayName", 2)]),
    )])
}

fn write_user() -> OutputType {
    let fields: Vec<OutputField> = vec![
        field("id", 0, non_null(id())),
        field("username", 1, non_null(string())),
        field("displayName", 2, string()),
    ];
    object(USER_SHAPE, fields)
}

/// Subgraphs answer in the order in which they were asked.
fn message(number: usize, author: usize) -> String {
    let body = r#"Has anybody seen why the build is slower than yesterday? It says \"waiting\" for minutes.\nIt was fine before lunch."#;
    let (id, user, body) = (text_id("msg", number), text_id("usr", author), &body[number % 50..]);
    format!(
        r#"{{"id":"{id}","sequence":{number},"body":"{body}","createdAt":"2026-11-25T04:37:00.123Z","authorName":"user{author}","author":{{"id":"{user}"}}}}"#
    )
}

fn user(number: usize) -> String {
    format!(r#"{{"username":"user{number}","displayName":"Ada Nummer {number}"}}"#)
}

fn list_of(numbers: Range<usize>, element: impl Fn(usize) -> String) -> String {
    format!("[{}]", numbers.map(element).collect::<Vec<_>>().join(","))
}

fn data(data: &str) -> String {
    format!(r#"{{"data":{data}}}"#)
}

fn text_id(prefix: &str, number: usize) -> String {
    format!("{prefix}_01KAXW{number:0>20}")
}

//! One place, several subgraphs.

use federation_plan::*;
use serde_json::{Value as Json, json};

use super::{
    build::*,
    fake::{FakeSubgraphs, unavailable},
};

/// `{ channel { id name topic owner { id tag } } }`: name is known to channels, topic to messages, both know the channel and its owner.
fn channel(is_list: bool) -> Plan {
    let owner = |key, slot| shared("owner", 3, read(2, USER, vec![leaf("id", 0), leaf(key, slot)]));
    let side = |key, slot, inner| shared("channel", 0, read(1, CHANNEL, vec![leaf("id", 0), leaf(key, slot), inner]));
    let user = object(2, vec![field("id", 0, id()), field("tag", 1, string()), field("mail", 2, string())]);
    let fields =
        vec![field("id", 0, id()), field("name", 1, string()), field("topic", 2, string()), field("owner", 3, user)];
    let channel = object(1, fields);
    query(
        vec![shape(&["channel"]), shape(&["id", "name", "topic", "owner"]), shape(&["id", "tag", "mail"])],
        vec![
            fetch(CHANNELS, "{…}", root(vec![side("name", 1, owner("tag", 1))])),
            fetch(MESSAGES, "{…}", root(vec![side("topic", 2, owner("mail", 2))])),
        ],
        vec![field("channel", 0, if is_list { list(channel) } else { channel })],
    )
}

/// Runs the plan with both orders of arrival, and gives what must be the same: data and errors, sorted.
async fn merged(plan: &Plan, left: &str, right: &str) -> (Json, Vec<Json>) {
    let mut all = Vec::new();
    for delays in [[0, 1], [1, 0]] {
        let answers = [left.to_owned(), right.to_owned()];
        let fake = FakeSubgraphs::asked_by(move |_, fetch| match answers[fetch].as_str() {
            "fails" => Err(unavailable(SUBGRAPHS[fetch + 1])),
            answer => Ok(answer.to_owned().into()),
        });
        let (mut response, _) = fake.delayed(&delays).execute(plan, json!({})).await;
        let mut errors = response["errors"].as_array().cloned().unwrap_or_default();
        errors.sort_by_key(Json::to_string);
        all.push((response["data"].take(), errors));
    }
    assert_eq!(all[0], all[1], "the order of arrival must not matter");
    all.remove(0)
}

const LEFT: &str = r#"{"data":{"channel":{"id":"c1","name":"general","owner":{"id":"u1","tag":"a"}}}}"#;
const RIGHT: &str = r#"{"data":{"channel":{"id":"c1","topic":"all","owner":{"id":"u1","mail":"b"}}}}"#;
const NULL: &str = r#"{"data":{"channel":null}}"#;
const NULL_WITH_ERROR: &str = r#"{"data":{"channel":null},"errors":[{"message":"no","path":["channel"]}]}"#;
const NULL_FROM_BELOW: &str = r#"{"data":{"channel":null},"errors":[{"message":"no","path":["channel","id"]}]}"#;

#[tokio::test]
async fn both_sides_are_merged() {
    let (data, errors) = merged(&channel(false), LEFT, RIGHT).await;
    let owner = json!({"id": "u1", "tag": "a", "mail": "b"});
    assert_eq!(data, json!({"channel": {"id": "c1", "name": "general", "topic": "all", "owner": owner}}));
    assert_eq!(errors, [] as [Json; 0]);
}

#[tokio::test]
async fn a_null_without_an_error_is_the_answer() {
    for (left, right) in [(LEFT, NULL), (NULL, RIGHT), (NULL, NULL), (NULL, "fails"), (NULL_WITH_ERROR, NULL)] {
        let (data, _) = merged(&channel(false), left, right).await;
        assert_eq!(data, json!({"channel": null}), "{left} {right}");
    }
    let unrelated = r#"{"data":{"channel":null},"errors":[{"message":"no"},{"message":"no","path":["other"]}]}"#;
    let (data, _) = merged(&channel(false), LEFT, unrelated).await;
    assert_eq!(data, json!({"channel": null}), "an error elsewhere explains nothing");
}

#[tokio::test]
async fn a_side_that_fails_leaves_its_own_fields_null() {
    let invalid = r#"{"data":{"channel":{"id":"c1","top"#;
    let request_error = r#"{"errors":[{"message":"no"}]}"#;
    let no_data = r#"{"data":null,"errors":[{"message":"no","path":["channel"]}]}"#;
    for right in ["fails", NULL_WITH_ERROR, NULL_FROM_BELOW, invalid, request_error, no_data] {
        let (data, errors) = merged(&channel(false), LEFT, right).await;
        let owner = json!({"id": "u1", "tag": "a", "mail": null});
        assert_eq!(data, json!({"channel": {"id": "c1", "name": "general", "topic": null, "owner": owner}}), "{right}");
        assert_eq!(errors.len(), 1, "{right}");
        assert_eq!(errors[0]["extensions"]["service"], "messages");
    }
}

#[tokio::test]
async fn what_is_left_out_says_nothing() {
    let (data, errors) = merged(&channel(false), LEFT, r#"{"data":{}}"#).await;
    assert_eq!((&data["channel"]["name"], errors.len()), (&json!("general"), 0));
}

#[tokio::test]
async fn two_different_objects_are_a_conflict() {
    let other = RIGHT.replace("c1", "c2");
    let (data, errors) = merged(&channel(false), LEFT, &other).await;
    assert_eq!(data, json!({"channel": null}));
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0]["extensions"]["code"], "SHARED_ROOT_CONFLICT");
    assert_eq!(errors[0]["path"], json!(["channel"]));
    let nested = RIGHT.replace("u1", "u2");
    let (data, errors) = merged(&channel(false), LEFT, &nested).await;
    assert_eq!(data, json!({"channel": {"id": "c1", "name": "general", "topic": "all", "owner": null}}));
    assert_eq!(errors[0]["path"], json!(["channel", "owner"]));
    let escaped = RIGHT.replace("c1", "\\u00631");
    let (_, errors) = merged(&channel(false), LEFT, &escaped).await;
    assert_eq!(errors, [] as [Json; 0], "the same text in other words");
}

#[tokio::test]
async fn lists_are_merged_by_index() {
    let lists = |left: &[&str], right: &[&str]| {
        let list = |side: &[&str]| format!(r#"{{"data":{{"channel":[{}]}}}}"#, side.join(","));
        (list(left), list(right))
    };
    let (left, right) = lists(
        &[r#"{"id":"1","name":"a"}"#, r#"{"id":"2","name":"b"}"#, r#"{"id":"3"}"#],
        &[r#"{"id":"1","topic":"x"}"#, "null", r#"{"id":"4"}"#],
    );
    let (data, errors) = merged(&channel(true), &left, &right).await;
    assert_eq!(data, json!({"channel": [{"id": "1", "name": "a", "topic": "x", "owner": null}, null, null]}));
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0]["path"], json!(["channel", 2]));
    let with_error = right.replace("}]}}", r#"}]},"errors":[{"message":"no","path":["channel",1]}]}"#);
    let (data, errors) = merged(&channel(true), &left, &with_error).await;
    assert_eq!(data["channel"][1]["name"], "b");
    assert_eq!(errors.len(), 2);
    let (left, right) = lists(&["null"], &["null", "null"]);
    let (data, errors) = merged(&channel(true), &left, &right).await;
    assert_eq!((data, &errors[0]["path"]), (json!({"channel": null}), &json!(["channel"])));
}

#[tokio::test]
async fn both_sides_failing_is_an_error_of_each() {
    let (data, errors) = merged(&channel(false), "fails", NULL_WITH_ERROR).await;
    assert_eq!((data, errors.len()), (json!({"channel": null}), 2));
}

#[tokio::test]
async fn of_two_leaves_the_one_counts_that_the_earlier_fetch_has_brought() {
    let [left, right] = ["general", "random"].map(|name| LEFT.replace("general", name));
    let mut plan = channel(false);
    plan.fetches[1].start = plan.fetches[0].start.clone();
    let (data, errors) = merged(&plan, &left, &right).await;
    assert_eq!((&data["channel"]["name"], errors.len()), (&json!("general"), 0));
    let nothing = left.replace("\"general\"", "null");
    let (data, _) = merged(&plan, &nothing, &right).await;
    assert_eq!(data["channel"]["name"], "random", "any text is better than none");
}

//! Objects of the root type further down, which start again.

use federation_plan::*;
use serde_json::json;

use super::{build::*, fake::FakeSubgraphs};

/// `{ things { query { later name } } }`: messages has things, users answers what their queries ask.
fn queries() -> Plan {
    let query_of = objects("query", 0, read(2, QUERY, vec![leaf("name", 0)]));
    let things = objects("things", 0, read(1, PAGE, vec![query_of]));
    let step = |slot| Step { slot: SlotId(slot), types: None };
    let below = Start::Below { target: vec![step(0), step(0)], read: read(2, QUERY, vec![leaf("later", 1)]) };
    let fields = vec![field("later", 1, string()), field("name", 0, string())];
    query(
        vec![shape(&["things"]), shape(&["query"]), shape(&["name", "later"])],
        vec![fetch(MESSAGES, "{…}", root(vec![things])), after(&[0], fetch(USERS, "{later}", below))],
        vec![field("things", 0, list(object(1, vec![field("query", 0, object(2, fields))])))],
    )
}

#[tokio::test]
async fn one_request_is_enough_for_all() {
    let fake = FakeSubgraphs::answering(&[
        r#"{"data":{"things":[{"query":{"name":"a"}},{"query":null},{"query":{"name":"b"}}]}}"#,
        r#"{"data":{"later":"x"}}"#,
    ]);
    let (response, _) = fake.execute(&queries(), json!({})).await;
    let things =
        json!([{"query": {"later": "x", "name": "a"}}, {"query": null}, {"query": {"later": "x", "name": "b"}}]);
    assert_eq!(response, json!({"data": {"things": things}}));
    assert_eq!(fake.asked()[1].1, json!({"query": "{later}"}));
}

#[tokio::test]
async fn nothing_is_sent_where_there_is_none() {
    let fake = FakeSubgraphs::answering(&[r#"{"data":{"things":[{"query":null}]}}"#, "{}"]);
    let (response, meta) = fake.execute(&queries(), json!({})).await;
    assert_eq!(response, json!({"data": {"things": [{"query": null}]}}));
    assert_eq!(meta.fetches, 1);
}

#[tokio::test]
async fn its_errors_stand_at_every_place() {
    let fake = FakeSubgraphs::answering(&[
        r#"{"data":{"things":[{"query":{"name":"a"}},{"query":{"name":"b"}}]}}"#,
        r#"{"data":{"later":null},"errors":[{"message":"no","path":["later"]}]}"#,
    ]);
    let (response, _) = fake.execute(&queries(), json!({})).await;
    let paths: Vec<_> = response["errors"].as_array().unwrap().iter().map(|error| error["path"].clone()).collect();
    assert_eq!(paths, [json!(["things", 0, "query", "later"]), json!(["things", 1, "query", "later"])]);
}

//! Objects of which one subgraph knows only the interface.

use federation_plan::*;
use serde_json::json;

use super::{build::*, fake::FakeSubgraphs};

/// `{ things { __typename score name } }`: messages has things and their scores, users knows what they are.
fn things() -> Plan {
    let scored = Read { object_type: ObjectType::Unknown, ..read(1, USER, vec![leaf("id", 0), leaf("score", 1)]) };
    let things = ReadField {
        key: "things".to_owned(),
        slot: SlotId(0),
        value: ReadValue::Objects { read: scored, is_shared: false, identity: Vec::new() },
    };
    let mut told = entities(USER, &[0], read_any(1, &[USER, BOT], vec![leaf("name", 2)]));
    told.representations[0].object_type = None;
    told.representations[0].typename = "Thing".to_owned();
    let mut badges = entities(BOT, &[0], read(1, BOT, vec![leaf("badge", 3)]));
    badges.representations[0].typename = "Thing".to_owned();
    badges.read.object_type = ObjectType::Unknown;
    let badge = OutputField { types: Some(vec![BOT]), ..field("badge", 3, string()) };
    let fields = vec![typename("__typename"), field("score", 1, string()), field("name", 2, string()), badge];
    query(
        vec![shape(&["things"]), shape(&["-id", "score", "name", "badge"])],
        vec![
            fetch(MESSAGES, "{…}", root(vec![things])),
            after(&[0], fetch(USERS, "{…}", Start::Entities(vec![told]))),
            after(&[1], fetch(CHANNELS, "{…}", Start::Entities(vec![badges]))),
        ],
        vec![field("things", 0, list(object(1, fields)))],
    )
}

#[tokio::test]
async fn the_type_is_what_the_subgraph_says_that_knows_it() {
    let fake = FakeSubgraphs::answering(&[
        r#"{"data":{"things":[{"id":"1","score":"x"},{"id":"2","score":"y"}]}}"#,
        r#"{"data":{"_entities":[{"__typename":"Bot","name":"bot"},{"__typename":"User","name":"ada"}]}}"#,
        r#"{"data":{"_entities":[{"badge":"gold"}]}}"#,
    ]);
    let (response, _) = fake.execute(&things(), json!({})).await;
    let things = json!([
        {"__typename": "Bot", "score": "x", "name": "bot", "badge": "gold"},
        {"__typename": "User", "score": "y", "name": "ada"},
    ]);
    assert_eq!(response, json!({"data": {"things": things}}));
    let all = json!([{"__typename": "Thing", "id": "1"}, {"__typename": "Thing", "id": "2"}]);
    assert_eq!(fake.variables(1), json!({"representations": all}));
    assert_eq!(fake.variables(2), json!({"representations": [{"__typename": "Thing", "id": "1"}]}));
}

#[tokio::test]
async fn an_object_whose_type_nobody_tells_goes_no_further() {
    let fake = FakeSubgraphs::answering(&[
        r#"{"data":{"things":[{"id":"1","score":"x"},{"id":"2","score":"y"}]}}"#,
        r#"{"data":{"_entities":[null,{"__typename":"Page","name":"a page"}]}}"#,
        "{}",
    ]);
    let (response, meta) = fake.execute(&things(), json!({})).await;
    assert_eq!(response["data"], json!({"things": [null, null]}));
    assert_eq!(meta.fetches, 2);
}

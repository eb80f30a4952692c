//! `@skip` and `@include` with variables.

use federation_plan::*;
use serde_json::json;

use super::{
    build::*,
    fake::FakeSubgraphs,
    plans::{names_of_users, timeline},
};

#[tokio::test]
async fn a_field_is_only_written_where_its_condition_holds() {
    let mut plan = timeline();
    plan.output.fields[0].condition = when("withChannel", true);
    let answers = [r#"{"data":{"channel":{"id":"c1","name":"x"}}}"#, r#"{"data":{"messages":[]}}"#];
    let written = json!({"id": "c1", "name": "x"});
    for (value, expected) in [
        (json!(true), json!({"channel": written, "messages": []})),
        (json!(false), json!({"messages": []})),
        (json!(null), json!({"messages": []})),
    ] {
        let fake = FakeSubgraphs::answering(&answers);
        let (response, _) = fake.execute(&plan, json!({"withChannel": value})).await;
        assert_eq!(response, json!({"data": expected}));
    }
}

#[tokio::test]
async fn a_fetch_is_only_sent_where_its_condition_holds() {
    let mut plan = timeline();
    plan.fetches[0].condition = when("a", true).or(&when("b", false));
    for (a, b, fetches) in [(true, true, 2), (false, false, 2), (false, true, 1)] {
        let fake = FakeSubgraphs::answering(&[r#"{"data":{"channel":null}}"#, r#"{"data":{"messages":[]}}"#]);
        let (response, meta) = fake.execute(&plan, json!({"a": a, "b": b})).await;
        assert_eq!(response, json!({"data": {"channel": null, "messages": []}}));
        assert_eq!(meta.fetches, fetches);
    }
}

#[tokio::test]
async fn what_waits_for_a_fetch_that_is_not_sent_does_not_wait_forever() {
    let mut plan = timeline();
    plan.fetches[1].condition = Condition::never();
    let fake = FakeSubgraphs::answering(&[r#"{"data":{"channel":null}}"#]);
    let (response, meta) = fake.execute(&plan, json!({})).await;
    assert_eq!(response, json!({"data": {"channel": null, "messages": null}}));
    assert_eq!(meta.fetches, 1);
}

#[tokio::test]
async fn entities_whose_condition_does_not_hold_are_not_asked_for() {
    let mut plan = names_of_users();
    let Start::Entities(parts) = &mut plan.fetches[1].start else { panic!("entities") };
    let other = Entities {
        key: "again".to_owned(),
        variable: "others".to_owned(),
        condition: when("again", true),
        ..parts[0].clone()
    };
    parts.push(other);
    let both = json!([{"__typename": "User", "id": "u1"}]);
    for (again, others) in [(true, both.clone()), (false, json!([]))] {
        let fake = FakeSubgraphs::asked_by(move |_, fetch| {
            let answer = match (fetch, again) {
                (0, _) => r#"{"data":{"users":[{"id":"u1"}]}}"#,
                (_, true) => r#"{"data":{"_entities":[{"name":"ada"}],"again":[{"name":"ada"}]}}"#,
                (_, false) => r#"{"data":{"_entities":[{"name":"ada"}],"again":[]}}"#,
            };
            Ok(answer.into())
        });
        let (response, _) = fake.execute(&plan, json!({"again": again})).await;
        assert_eq!(response, json!({"data": {"users": [{"name": "ada"}]}}));
        assert_eq!(fake.variables(1), json!({"representations": both, "others": others}));
    }
}

#[tokio::test]
async fn what_waits_for_it_is_sent_once() {
    let part = |key, slot| fetch(USERS, "{…}", root(vec![leaf(key, slot)]));
    let fetches = vec![
        Fetch { condition: Condition::never(), ..part("a", 0) },
        after(&[0], part("b", 1)),
        after(&[0, 1], part("c", 2)),
    ];
    let fields = vec![field("b", 1, string()), field("c", 2, string())];
    let fake = FakeSubgraphs::answering(&["", r#"{"data":{"b":"1"}}"#, r#"{"data":{"c":"2"}}"#]);
    let (response, meta) = fake.execute(&query(vec![shape(&["a", "b", "c"])], fetches, fields), json!({})).await;
    assert_eq!(response, json!({"data": {"b": "1", "c": "2"}}));
    assert_eq!(meta.fetches, 2);
}

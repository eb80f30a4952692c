//! Mutations: stage after stage. Section 6.2.2 of the specification.

use federation_plan::*;
use serde_json::json;

use super::{
    build::*,
    fake::{FakeSubgraphs, unavailable},
};

/// `mutation { a b }`, where users answers `a` and messages `b`.
fn two_stages(a: OutputType) -> Plan {
    let mutation = |subgraph, key, slot| Fetch {
        kind: OperationType::Mutation,
        ..fetch(subgraph, "mutation{…}", Start::Root(read(0, MUTATION, vec![leaf(key, slot)])))
    };
    Plan {
        kind: OperationType::Mutation,
        root_type: MUTATION,
        stages: vec![vec![FetchId(0)], vec![FetchId(1)]],
        ..query(
            vec![shape(&["a", "b"])],
            vec![mutation(USERS, "a", 0), mutation(MESSAGES, "b", 1)],
            vec![field("a", 0, a), field("b", 1, non_null(string())), typename("__typename")],
        )
    }
}

#[tokio::test]
async fn a_stage_begins_when_the_one_before_has_ended() {
    let fake = FakeSubgraphs::answering(&[r#"{"data":{"a":"1"}}"#, r#"{"data":{"b":"2"}}"#]).delayed(&[5, 0]);
    let (response, _) = fake.execute(&two_stages(non_null(string())), json!({})).await;
    assert_eq!(response, json!({"data": {"a": "1", "b": "2", "__typename": "Mutation"}}));
    assert_eq!(fake.asked().iter().map(|(fetch, _)| *fetch).collect::<Vec<_>>(), [0, 1]);
}

#[tokio::test]
async fn a_later_stage_runs_after_an_error_unless_data_is_null() {
    for (a, fetches) in [(string(), 2), (non_null(string()), 1)] {
        for fails in [true, false] {
            let fake = FakeSubgraphs::asked_by(move |_, fetch| match fetch {
                0 if fails => Err(unavailable("users")),
                0 => Ok(r#"{"data":{"a":null},"errors":[{"message":"no","path":["a"]}]}"#.into()),
                _ => Ok(r#"{"data":{"b":"2"}}"#.into()),
            });
            let (response, meta) = fake.execute(&two_stages(a.clone()), json!({})).await;
            assert_eq!((meta.fetches, meta.errors), (fetches, 1));
            assert_eq!(response["data"]["b"], if fetches == 2 { json!("2") } else { json!(null) });
        }
    }
}

#[tokio::test]
async fn a_query_asks_for_all_at_once() {
    let mut plan = two_stages(non_null(string()));
    plan.kind = OperationType::Query;
    plan.stages = vec![vec![FetchId(0), FetchId(1)]];
    let fake = FakeSubgraphs::answering(&[r#"{"data":{"a":"1"}}"#, r#"{"data":{"b":"2"}}"#]).delayed(&[5, 0]);
    fake.execute(&plan, json!({})).await;
    assert_eq!(fake.asked().iter().map(|(fetch, _)| *fetch).collect::<Vec<_>>(), [1, 0]);
}

//! Null propagation. Section 6.4.4 of the specification.

use federation_plan::*;
use serde_json::{Value as Json, json};

use super::{build::*, fake::FakeSubgraphs, plans::one_field};

/// `{ a { b c } }`, where `a` may be a list: its type is `wrap` of an object whose `b` is `inner`.
fn plan(wrap: impl Fn(OutputType) -> OutputType, inner: OutputType) -> Plan {
    let fields = vec![field("b", 0, inner), field("c", 1, string())];
    let reads = read(1, USER, vec![leaf("b", 0), leaf("c", 1)]);
    one_field(objects("a", 0, reads), field("a", 0, wrap(object(1, fields))), vec![shape(&["b", "c"])])
}

async fn answered(plan: &Plan, a: &str) -> (Json, Vec<Json>) {
    let answer = format!(r#"{{"data":{{"a":{a}}}}}"#);
    let (mut response, _) = FakeSubgraphs::answering(&[&answer]).execute(plan, json!({})).await;
    let errors = response["errors"].as_array().cloned().unwrap_or_default();
    assert!(errors.iter().all(|error| error["extensions"]["code"] == "NULL_IN_NON_NULL_FIELD"));
    (response["data"].take(), errors.into_iter().map(|mut error| error["path"].take()).collect())
}

#[tokio::test]
async fn a_null_moves_up_to_where_null_may_be() {
    let b = || non_null(string());
    let good = r#"{"b":"x","c":"y"}"#;
    let bad = r#"{"b":null,"c":"y"}"#;
    let object = json!({"b": "x", "c": "y"});

    let single = plan(|object| object, b());
    assert_eq!(answered(&single, bad).await, (json!({"a": null}), vec![json!(["a", "b"])]));
    let single = plan(non_null, b());
    assert_eq!(answered(&single, bad).await, (json!(null), vec![json!(["a", "b"])]));
    assert_eq!(answered(&single, "null").await, (json!(null), vec![json!(["a"])]));

    let both = format!("[{good},{bad}]");
    let path = vec![json!(["a", 1, "b"])];
    // [T]
    assert_eq!(answered(&plan(list, b()), &both).await, (json!({"a": [object, null]}), path.clone()));
    // [T!]
    let elements = |object| list(non_null(object));
    assert_eq!(answered(&plan(elements, b()), &both).await, (json!({"a": null}), path.clone()));
    assert_eq!(answered(&plan(elements, b()), "[null]").await, (json!({"a": null}), vec![json!(["a", 0])]));
    // [T]!
    let whole = |object| non_null(list(object));
    assert_eq!(answered(&plan(whole, b()), &both).await, (json!({"a": [object, null]}), path.clone()));
    assert_eq!(answered(&plan(whole, b()), "null").await, (json!(null), vec![json!(["a"])]));
    // [T!]!
    assert_eq!(answered(&plan(|object| whole(non_null(object)), b()), &both).await, (json!(null), path.clone()));
    // [[T!]]
    let nested = |object| list(elements(object));
    let answer = format!("[[{good}],[{good},{bad}],[]]");
    let expected = (json!({"a": [[object], null, []]}), vec![json!(["a", 1, 1, "b"])]);
    assert_eq!(answered(&plan(nested, b()), &answer).await, expected);
    // Null where null may be is no error.
    assert_eq!(answered(&plan(list, string()), "[null]").await, (json!({"a": [null]}), vec![]));
}

#[tokio::test]
async fn siblings_of_what_became_null_are_written_in_full() {
    let b = non_null(string());
    let answer = r#"[{"b":"1","c":"2"},{"c":"3"},{"c":"4","b":null},{"b":"5","c":"6"}]"#;
    let (data, errors) = answered(&plan(list, b), answer).await;
    assert_eq!(data, json!({"a": [{"b": "1", "c": "2"}, null, null, {"b": "5", "c": "6"}]}));
    assert_eq!(errors, [json!(["a", 1, "b"]), json!(["a", 2, "b"])]);
}

#[tokio::test]
async fn a_null_that_an_error_explains_adds_none() {
    let plan = plan(list, non_null(string()));
    let data = r#""data":{"a":[null,{"b":null},{"b":null}]}"#;
    let errors = r#""errors":[{"message":"no","path":["a",0,"b"]},{"message":"no","path":["a",1,"b"]}]"#;
    let answer = format!("{{{data},{errors}}}");
    let (response, _) = FakeSubgraphs::answering(&[&answer]).execute(&plan, json!({})).await;
    assert_eq!(response["data"], json!({"a": [null, null, null]}));
    let told =
        response["errors"].as_array().unwrap().iter().map(|error| (&error["path"], &error["extensions"]["code"]));
    let (by_subgraph, own) = (json!("SUBGRAPH_ERROR"), json!("NULL_IN_NON_NULL_FIELD"));
    let paths = [json!(["a", 0, "b"]), json!(["a", 1, "b"]), json!(["a", 2, "b"])];
    assert_eq!(told.collect::<Vec<_>>(), [(&paths[0], &by_subgraph), (&paths[1], &by_subgraph), (&paths[2], &own)]);
}

#[tokio::test]
async fn an_error_above_or_below_explains_a_null() {
    let non_null_all = plan(|object| non_null(list(non_null(object))), non_null(string()));
    for path in [json!(["a"]), json!(["a", 0]), json!(["a", 0, "b"])] {
        let answer = json!({"data": null, "errors": [{"message": "no", "path": path}]}).to_string();
        let (response, meta) = FakeSubgraphs::answering(&[&answer]).execute(&non_null_all, json!({})).await;
        assert_eq!((&response["data"], meta.errors), (&json!(null), 1), "{path}");
    }
}

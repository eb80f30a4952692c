//! Leaves: what the schema promises is what clients get.

use federation_plan::*;
use serde_json::{Value as Json, json};

use super::{build::*, fake::FakeSubgraphs, plans::one_field};

async fn written(value: OutputType, json: &str) -> (String, Option<Json>) {
    let plan = one_field(leaf("a", 0), field("a", 0, value), vec![]);
    let answer = format!(r#"{{"data":{{"a":{json}}}}}"#);
    let (response, meta) = FakeSubgraphs::answering(&[&answer]).execute(&plan, json!({})).await;
    let body = String::from_utf8(meta.body.to_vec()).unwrap();
    let end = body.find(",\"errors\":").unwrap_or(body.len() - 1);
    (body[r#"{"data":{"a":"#.len()..end - 1].to_owned(), response["errors"].get(0).cloned())
}

#[tokio::test]
async fn leaves_are_written_as_they_came_or_not_at_all() {
    let values = [
        "1",
        "-2147483648",
        "2147483647",
        "2147483648",
        "-2147483649",
        "1.0",
        "1e3",
        "\"x\"",
        "true",
        "{}",
        "[]",
        "\"RED\"",
        "12345678901234567890",
    ];
    let good: [(LeafType, &[&str]); 7] = [
        (LeafType::Int, &["1", "-2147483648", "2147483647"]),
        (
            LeafType::Float,
            &["1", "-2147483648", "2147483647", "2147483648", "-2147483649", "1.0", "1e3", "12345678901234567890"],
        ),
        (LeafType::String, &["\"x\"", "\"RED\""]),
        (LeafType::Boolean, &["true"]),
        (
            LeafType::Id,
            &[
                "1",
                "-2147483648",
                "2147483647",
                "2147483648",
                "-2147483649",
                "\"x\"",
                "\"RED\"",
                "12345678901234567890",
            ],
        ),
        (LeafType::Enum(names(&["GREEN", "RED"])), &["\"RED\""]),
        (LeafType::Custom, &values),
    ];
    for (leaf, good) in good {
        for value in values {
            let (text, error) = written(nullable(OutputKind::Leaf(leaf.clone())), value).await;
            let is_good = good.contains(&value);
            let is_id = leaf == LeafType::Id && !value.starts_with('"');
            let as_it_came = if is_id { format!("\"{value}\"") } else { value.to_owned() };
            assert_eq!(text, if is_good { &as_it_came } else { "null" }, "{leaf:?} {value}");
            assert_eq!(error.is_none(), is_good, "{leaf:?} {value}");
            if let Some(error) = error {
                assert_eq!(error["extensions"]["code"], "INVALID_VALUE");
                assert_eq!(error["path"], json!(["a"]));
            }
        }
    }
}

#[tokio::test]
async fn lists_of_leaves_are_checked_one_by_one() {
    let matrix = || list(list(nullable(OutputKind::Leaf(LeafType::Int))));
    assert_eq!(written(matrix(), " [ [1 , 2], [ ], null,[null ]]").await, ("[[1,2],[],null,[null]]".to_owned(), None));
    let (text, error) = written(matrix(), r#"[[1,"x"],[3]]"#).await;
    assert_eq!((text.as_str(), &error.unwrap()["path"]), ("[[1,null],[3]]", &json!(["a", 0, 1])));
    let (text, error) = written(matrix(), "[1]").await;
    assert_eq!((text.as_str(), &error.unwrap()["path"]), ("[null]", &json!(["a", 0])));
    let (text, error) = written(list(non_null(id())), "[1,null,\"2\"]").await;
    assert_eq!((text.as_str(), &error.unwrap()["path"]), ("null", &json!(["a", 1])));
    assert_eq!(written(list(non_null(id())), "[1,\"2\"]").await, ("[\"1\",\"2\"]".to_owned(), None));
}

#[tokio::test]
async fn objects_lists_and_leaves_are_not_mistaken_for_each_other() {
    let answers = [r#""x""#, "1", "[1]", "[[{}]]", "{}", "[{}]", "true"];
    let plans = [(object(1, vec![]), "{}"), (list(object(1, vec![])), "[{}]")];
    for (value, right) in plans {
        let plan = one_field(objects("a", 0, read(1, USER, vec![])), field("a", 0, value), vec![shape(&[])]);
        for answer in answers {
            let body = format!(r#"{{"data":{{"a":{answer}}}}}"#);
            let (response, _) = FakeSubgraphs::answering(&[&body]).execute(&plan, json!({})).await;
            assert_eq!(response["errors"] == json!(null), answer == right, "{answer} for {right}");
        }
    }
}

//! Errors: at the client's path, with a code and the service.

use federation_plan::*;
use serde_json::{Value as Json, json};

use super::{
    build::*,
    fake::{FakeSubgraphs, unavailable},
    plans::{names_of_users, timeline},
};

const CHANNEL_ANSWER: &str = r#"{"data":{"channel":{"id":"c1","name":"x"}}}"#;
const MESSAGES_ANSWER: &str = r#"{"data":{"messages":[{"id":"m1","body":"a","author":{"id":"u1"}},{"id":"m2","body":"b","author":{"id":"u2"}},{"id":"m3","body":"c","author":{"id":"u1"}}]}}"#;

async fn failing(plan: &Plan, fails: usize, answers: [&str; 3]) -> Json {
    let answers = answers.map(str::to_owned);
    let fake = FakeSubgraphs::asked_by(move |_, fetch| {
        if fetch == fails { Err(unavailable("users")) } else { Ok(answers[fetch].clone().into()) }
    });
    fake.execute(plan, json!({})).await.0
}

#[tokio::test]
async fn a_failed_fetch_is_one_error_where_it_was_needed() {
    let response = failing(&timeline(), 2, [CHANNEL_ANSWER, MESSAGES_ANSWER, ""]).await;
    assert_eq!(response["data"]["messages"][2], json!({"id": "m3", "text": "c", "author": {"name": null}}));
    let extensions = json!({"code": "SUBGRAPH_UNAVAILABLE", "service": "users", "retryable": true});
    let expected = json!([{"message": "users cannot be reached", "path": ["messages"], "extensions": extensions}]);
    assert_eq!(response["errors"], expected);
}

#[tokio::test]
async fn a_failed_fetch_for_one_entity_is_told_at_its_index() {
    let one = r#"{"data":{"messages":[{"id":"m1","author":null},{"id":"m2","author":{"id":"u2"}}]}}"#;
    let response = failing(&timeline(), 2, [CHANNEL_ANSWER, one, ""]).await;
    assert_eq!(response["errors"][0]["path"], json!(["messages", 1, "author"]));
}

#[tokio::test]
async fn what_a_failed_fetch_should_have_supplied_is_not_asked_for_and_no_error_of_its_own() {
    let response = failing(&timeline(), 1, [CHANNEL_ANSWER, "", "unused"]).await;
    assert_eq!(response["data"], json!({"channel": {"id": "c1", "name": "x"}, "messages": null}));
    assert_eq!(response["errors"].as_array().unwrap().len(), 1);
    assert_eq!(response["errors"][0]["path"], json!(["messages"]));
}

#[tokio::test]
async fn a_failed_fetch_for_several_fields_has_no_path_but_explains_their_nulls() {
    let reads = vec![leaf("a", 0), leaf("b", 1)];
    let outputs = vec![field("a", 0, string()), field("b", 1, non_null(string()))];
    let plan = query(vec![shape(&["a", "b"])], vec![fetch(USERS, "{a b}", root(reads))], outputs);
    let response = failing(&plan, 0, [""; 3]).await;
    assert_eq!(response["data"], json!(null));
    assert_eq!(response["errors"].as_array().unwrap().len(), 1);
    assert_eq!(response["errors"][0]["path"], json!(null));
    // An error of a subgraph without a path is about all that it was asked for.
    let fake = FakeSubgraphs::answering(&[r#"{"errors":[{"message":"no"}]}"#]);
    let (response, meta) = fake.execute(&plan, json!({})).await;
    assert_eq!((meta.errors, &response["errors"][0]["message"]), (1, &json!("no")));
}

#[tokio::test]
async fn paths_are_the_clients() {
    let messages = r#"{"data":{"messages":[{"id":"m1","body":null,"author":null}]},"errors":[
        {"message":"body","path":["messages",0,"body"],"locations":[{"line":1,"column":2}]},
        {"message":"hidden","path":["messages",0,"author","id"],"extensions":{"code":"GONE","more":[1]}},
        {"message":"unknown","path":["nothing"]},
        {"path":null}]}"#;
    let fake = FakeSubgraphs::answering(&[CHANNEL_ANSWER, messages]);
    let (response, _) = fake.execute(&timeline(), json!({})).await;
    let error = |message, path, extensions| json!({"message": message, "path": path, "extensions": extensions});
    let plain = json!({"code": "SUBGRAPH_ERROR", "service": "messages"});
    assert_eq!(
        response["errors"],
        json!([
            error("body", json!(["messages", 0, "text"]), plain.clone()),
            // The response knows no key for the id: the path ends at whose id it is.
            error(
                "hidden",
                json!(["messages", 0, "author"]),
                json!({"code": "GONE", "more": [1], "service": "messages"})
            ),
            error("unknown", json!(["messages"]), plain.clone()),
            error("the subgraph gave no message", json!(["messages"]), plain),
        ])
    );
}

#[tokio::test]
async fn an_error_of_an_entity_is_told_wherever_the_entity_stands() {
    let users = r#"{"data":{"_entities":[{"name":null},{"name":"bob"}]},"errors":[{"message":"no","path":["_entities",0,"name"]}]}"#;
    let fake = FakeSubgraphs::answering(&[CHANNEL_ANSWER, MESSAGES_ANSWER, users]);
    let (response, _) = fake.execute(&timeline(), json!({})).await;
    let paths: Vec<_> = response["errors"].as_array().unwrap().iter().map(|error| error["path"].clone()).collect();
    assert_eq!(paths, [json!(["messages", 0, "author", "name"]), json!(["messages", 2, "author", "name"])]);
}

#[tokio::test]
async fn errors_are_limited() {
    let users: Vec<_> = (0..900).map(|_| json!({"id": "u1"})).collect();
    let first = json!({"data": {"users": users}}).to_string();
    let second = r#"{"data":{"_entities":[null]},"errors":[{"message":"no","path":["_entities",0]}]}"#;
    let (response, meta) = FakeSubgraphs::answering(&[&first, second]).execute(&names_of_users(), json!({})).await;
    assert_eq!(meta.errors, 100);
    assert_eq!(response["errors"][99]["path"], json!(["users", 99]));
    let errors: Vec<_> = (0..3_000).map(|number| json!({"message": "no", "path": ["users", number]})).collect();
    let answer = json!({"data": {"users": null}, "errors": errors}).to_string();
    let (_, meta) = FakeSubgraphs::answering(&[&answer]).execute(&names_of_users(), json!({})).await;
    assert_eq!(meta.errors, 1_000);
}

#[tokio::test]
async fn a_failed_fetch_for_entities_in_several_fields_is_one_error_too() {
    let user = || read(1, USER, vec![leaf("id", 0)]);
    let named = |slot, key: &str| {
        let part = entities(USER, &[slot], read(1, USER, vec![leaf("name", 1)]));
        Entities { key: key.to_owned(), variable: key.to_owned(), ..part }
    };
    let output = || object(1, vec![field("name", 1, non_null(string()))]);
    let plan = query(
        vec![shape(&["a", "b"]), shape(&["-id", "name"])],
        vec![
            fetch(MESSAGES, "{a b}", root(vec![objects("a", 0, user()), objects("b", 1, user())])),
            after(&[0], fetch(USERS, "{…}", Start::Entities(vec![named(0, "first"), named(1, "second")]))),
        ],
        vec![field("a", 0, output()), field("b", 1, output())],
    );
    let response = failing(&plan, 1, [r#"{"data":{"a":{"id":"1"},"b":{"id":"2"}}}"#, "", ""]).await;
    assert_eq!(response["data"], json!({"a": null, "b": null}));
    assert_eq!(response["errors"].as_array().unwrap().len(), 1);
    assert_eq!(response["errors"][0]["path"], json!(null));
}

#[tokio::test]
async fn a_part_of_an_error_that_is_wrong_is_left_out_and_the_data_beside_it_counts() {
    for error in [
        r#"{"message":5}"#,
        r#"{"message":"m","path":["users",-1]}"#,
        r#"{"message":"m","path":"users"}"#,
        r#"{"message":"m","path":[null]}"#,
        r#"{"message":"m","extensions":"x"}"#,
        "{}",
    ] {
        let fake = FakeSubgraphs::answering(&[
            r#"{"data":{"users":[{"id":"u1"}]}}"#,
            &format!(r#"{{"data":{{"_entities":[{{"name":"ada"}}]}},"errors":[{error}]}}"#),
        ]);
        let (response, _) = fake.execute(&names_of_users(), json!({})).await;
        assert_eq!(response["data"], json!({"users": [{"name": "ada"}]}), "{error}");
        assert_eq!(response["errors"].as_array().unwrap().len(), 1, "{error}");
    }
}

//! What everything else is built on: fetches, entities, types, keys, and what is written without a subgraph.

use apollo_compiler::response::JsonMap;
use federation_execute::{CompileError, Inputs, Program, execute};
use federation_plan::*;
use serde_json::json;

use super::{
    build::*,
    fake::FakeSubgraphs,
    plans::{names_of_users, one_field, timeline},
};

#[tokio::test]
async fn fetches_are_put_together() {
    let fake = FakeSubgraphs::answering(&[
        r#"{"data":{"channel":{"id":"c1","name":"general"}}}"#,
        r#"{"data":{"messages":[
            {"id":"m1","body":"hi \"you\"","author":{"id":"u1"}},{"id":"m2","body":"é","author":{"id":"u2"}},
            {"id":"m3","body":"","author":{"id":"u1"}},{"id":"m4","body":"","author":null}]}}"#,
        r#"{"data":{"_entities":[{"name":"ada"},null]}}"#,
    ]);
    let (response, meta) = fake.execute(&timeline(), json!({})).await;
    assert_eq!(
        response,
        json!({"data": {
            "channel": {"id": "c1", "name": "general"},
            "messages": [
                {"id": "m1", "text": "hi \"you\"", "author": {"name": "ada"}},
                {"id": "m2", "text": "é", "author": {"name": null}},
                {"id": "m3", "text": "", "author": {"name": "ada"}},
                {"id": "m4", "text": "", "author": null},
            ],
        }})
    );
    assert_eq!(meta.fetches, 3);
}

/// `{ things { __typename id ... on User { name } ... on Bot { owner } } }`
fn things() -> Plan {
    let fields = vec![leaf("id", 0), leaf("name", 1), leaf("owner", 2)];
    let output = vec![
        typename("kind"),
        field("id", 0, id()),
        only_for(&[USER], field("name", 1, string())),
        only_for(&[BOT], field("owner", 2, string())),
    ];
    one_field(
        objects("things", 0, read_any(1, &[USER, BOT], fields)),
        field("things", 0, list(object(1, output))),
        vec![shape(&["id", "name", "owner"])],
    )
}

#[tokio::test]
async fn an_object_is_of_the_type_that_it_says() {
    let answer = r#"{"data":{"things":[
        {"__typename":"User","id":"1","name":"ada"},
        {"id":"2","owner":"ada","__typename":"Bot"},
        {"__typename":"Channel","id":"3"}]}}"#;
    let (response, _) = FakeSubgraphs::answering(&[answer]).execute(&things(), json!({})).await;
    assert_eq!(
        response,
        json!({"data": {"things": [
            {"kind": "User", "id": "1", "name": "ada"},
            {"kind": "Bot", "id": "2", "owner": "ada"},
            // Of a type that cannot be here: clients must not know of it.
            null,
        ]}})
    );
}

#[tokio::test]
async fn an_object_that_does_not_say_its_type_is_no_answer() {
    for name in ["", r#""__typename":null,"#] {
        let answer = format!(r#"{{"data":{{"things":[{{{name}"id":"1"}}]}}}}"#);
        let (response, _) = FakeSubgraphs::answering(&[&answer]).execute(&things(), json!({})).await;
        assert_eq!(response["errors"][0]["extensions"]["code"], "SUBGRAPH_INVALID_ANSWER", "{answer}");
        assert_eq!(response["data"]["things"], json!(null));
    }
}

#[tokio::test]
async fn keys_may_come_in_any_order_with_others_in_between() {
    let answer = r#"{ "extensions" : {"cost":[1,{}]} , "errors":[ ], "data" : { "x":1, "users" : [ {"y":{"id":9} , "\u0069d" : "u1"} ] } } "#;
    let fake = FakeSubgraphs::answering(&[answer, r#"{"data":{"_entities":[{"z":[],"name":"ada"}]}}"#]);
    let (response, _) = fake.execute(&names_of_users(), json!({})).await;
    assert_eq!(response, json!({"data": {"users": [{"name": "ada"}]}}));
}

#[tokio::test]
async fn a_key_that_is_said_twice_makes_it_no_answer() {
    let twice = [
        r#"{"data":{"users":[{"id":"u1","id":"u2"}]}}"#,
        r#"{"data":{"users":[{"id":"u1","x":1,"id":"u1"}]}}"#,
        r#"{"data":{"users":[]},"data":{"users":[]}}"#,
    ];
    for answer in twice {
        let (response, meta) = FakeSubgraphs::answering(&[answer]).execute(&names_of_users(), json!({})).await;
        assert_eq!(response["errors"][0]["extensions"]["code"], "SUBGRAPH_INVALID_ANSWER", "{answer}");
        assert_eq!(response["data"], json!({"users": null}));
        assert_eq!(meta.fetches, 1, "nothing of it is used");
    }
}

#[tokio::test]
async fn variables_are_passed_on_where_they_are_used_and_set() {
    let mut plan = one_field(leaf("me", 0), field("me", 0, string()), vec![]);
    plan.fetches[0].variables = names(&["a", "b", "none"]);
    plan.fetches[0].operation_name = Some("Me".to_owned());
    let fake = FakeSubgraphs::answering(&[r#"{"data":{"me":"ada"}}"#]);
    fake.execute(&plan, json!({"a": {"x": ["\n"]}, "b": null, "other": 1})).await;
    let expected = json!({"query": "{…}", "operationName": "Me", "variables": {"a": {"x": ["\n"]}, "b": null}});
    assert_eq!(fake.asked()[0].1, expected);
}

#[tokio::test]
async fn what_no_subgraph_knows_is_answered_without_one() {
    let introspection = OutputValue::Introspection;
    let schema = OutputField { key: "s".to_owned(), value: introspection, ..typename("s") };
    let plan = query(vec![shape(&[])], vec![], vec![typename("t"), schema]);
    let variables = JsonMap::new();
    let values: JsonMap = serde_json::from_value(json!({"s": {"queryType": {"name": "Query"}}})).unwrap();
    let inputs = Inputs { variables: &variables, introspection: Some(&values) };
    let response = execute(&compile(&plan), &inputs, &FakeSubgraphs::answering(&[])).await;
    assert_eq!(response.body, r#"{"data":{"t":"Query","s":{"queryType":{"name":"Query"}}}}"#);
}

#[tokio::test]
async fn an_empty_selection_is_an_empty_object() {
    let nothing = objects("a", 0, read(1, USER, vec![]));
    let plan = one_field(nothing, field("a", 0, list(object(1, vec![]))), vec![shape(&[])]);
    let (response, _) =
        FakeSubgraphs::answering(&[r#"{"data":{"a":[{},{},{"b":1}]}}"#]).execute(&plan, json!({})).await;
    assert_eq!(response, json!({"data": {"a": [{}, {}, {}]}}));
}

#[test]
fn the_future_can_move_between_threads() {
    fn assert_send(_: &impl Send) {}
    let plan = timeline();
    let (program, variables) = (compile(&plan), JsonMap::new());
    let inputs = Inputs { variables: &variables, introspection: None };
    assert_send(&execute(&program, &inputs, &FakeSubgraphs::answering(&[])));
    assert!(program.size() > 500);
}

#[test]
fn a_plan_that_contradicts_itself_is_refused() {
    let refused = |change: &dyn Fn(&mut Plan)| {
        let mut plan = timeline();
        change(&mut plan);
        Program::compile(&plan, &names(&SUBGRAPHS), &names(&TYPES)).expect_err("a contradiction")
    };
    let missing = |what, index| CompileError::Missing { what, index };
    assert_eq!(refused(&|plan| plan.shapes.truncate(1)), missing("shape", 3 - 2));
    assert_eq!(refused(&|plan| plan.shapes.clear()), missing("shape", 0));
    assert_eq!(refused(&|plan| plan.fetches[0].subgraph = SubgraphId(9)), missing("subgraph", 9));
    assert_eq!(refused(&|plan| plan.stages[0].push(FetchId(7))), missing("fetch", 7));
    assert_eq!(refused(&|plan| plan.stages[0].push(FetchId(0))), CompileError::Order(0));
    assert_eq!(refused(&|plan| plan.stages.clear()), CompileError::Order(0));
    assert_eq!(refused(&|plan| plan.fetches[0].dependencies.push(FetchId(0))), CompileError::Order(0));
    assert_eq!(refused(&|plan| plan.output.fields[0].key = "a b".to_owned()), CompileError::Name("a b".to_owned()));
    let another_shape = |plan: &mut Plan| plan.output.fields[0] = field("channel", 0, object(3, vec![]));
    assert_eq!(refused(&another_shape), CompileError::Shape { shape: 0, slot: 0 });
    let no_slot = |plan: &mut Plan| plan.output.fields[0] = field("channel", 2, string());
    assert_eq!(refused(&no_slot), missing("slot", 2));
}

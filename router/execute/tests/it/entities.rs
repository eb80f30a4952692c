//! Which entities are asked for, and what becomes of the answers.

use bytes::Bytes;
use federation_plan::*;
use serde_json::{Value as Json, json};

use super::{
    build::*,
    fake::FakeSubgraphs,
    plans::{names_of_users, timeline},
};

#[tokio::test]
async fn an_entity_is_asked_for_once_however_often_it_is_there() {
    let fake = FakeSubgraphs::answering(&[
        r#"{"data":{"users":[{"id":"u1"},{"id":"u2"},{"id":"u1"},null]}}"#,
        r#"{"data":{"_entities":[{"name":"ada"},{"name":"bob"}]}}"#,
    ]);
    let (response, _) = fake.execute(&names_of_users(), json!({})).await;
    let (ada, bob) = (json!({"name": "ada"}), json!({"name": "bob"}));
    assert_eq!(response, json!({"data": {"users": [ada, bob, ada, null]}}));
    let asked = json!([{"__typename": "User", "id": "u1"}, {"__typename": "User", "id": "u2"}]);
    assert_eq!(fake.variables(1), json!({"representations": asked}));
}

#[tokio::test]
async fn without_a_key_there_is_nothing_to_ask() {
    for users in [r#"[{"id":null},{"x":1},null]"#, "[]", "null", "{}"] {
        let answer = format!(r#"{{"data":{{"users":{users}}}}}"#);
        let fake = FakeSubgraphs::answering(&[&answer]);
        let (_, meta) = fake.execute(&names_of_users(), json!({})).await;
        assert_eq!(meta.fetches, 1, "{users}");
    }
}

#[tokio::test]
async fn an_entity_that_is_not_found_has_nulls_and_its_siblings_are_intact() {
    let fake = FakeSubgraphs::answering(&[
        r#"{"data":{"users":[{"id":"u1"},{"id":"u2"}]}}"#,
        r#"{"data":{"_entities":[null,{"name":"bob"}]}}"#,
    ]);
    let (response, _) = fake.execute(&names_of_users(), json!({})).await;
    assert_eq!(response, json!({"data": {"users": [{"name": null}, {"name": "bob"}]}}));
}

#[tokio::test]
async fn what_its_owner_does_not_find_or_cannot_say_is_not_there() {
    let mut plan = names_of_users();
    let Start::Entities(parts) = &mut plan.fetches[1].start else { panic!("entities") };
    parts[0].representations[0].decides = true;
    let error = |path: &str| format!(r#","errors":[{{"message":"it fell over"{path}}}]"#);
    let bob = json!({"name": "bob"});
    for (errors, first) in [
        (String::new(), Json::Null),
        (error(r#","path":["_entities",1,"name"]"#), Json::Null),
        (error(r#","path":["_entities",0]"#), Json::Null),
        (error(""), Json::Null),
    ] {
        let fake = FakeSubgraphs::answering(&[
            r#"{"data":{"users":[{"id":"u1"},{"id":"u2"},{"id":"u1"}]}}"#,
            &format!(r#"{{"data":{{"_entities":[null,{{"name":"bob"}}]}}{errors}}}"#),
        ]);
        let (response, _) = fake.execute(&plan, json!({})).await;
        assert_eq!(response["data"], json!({"users": [first, bob, first]}), "{errors}");
    }
}

/// Answers 2,500 users with their names.
fn crowd(body: &Json, fetch: usize) -> Bytes {
    let answer = if fetch == 0 {
        let users: Vec<_> = (0..2_500).map(|number| json!({"id": format!("u{number}")})).collect();
        json!({"data": {"users": users}})
    } else {
        let asked = body["variables"]["representations"].as_array().unwrap();
        assert!(asked.len() <= 1_000);
        json!({"data": {"_entities": asked.iter().map(|user| json!({"name": user["id"]})).collect::<Vec<_>>()}})
    };
    answer.to_string().into()
}

#[tokio::test]
async fn more_than_a_thousand_entities_are_several_requests() {
    let fake = FakeSubgraphs::asked_by(|body, fetch| Ok(crowd(body, fetch)));
    let (response, meta) = fake.execute(&names_of_users(), json!({})).await;
    assert_eq!(meta.fetches, 4);
    for number in [0, 999, 1_000, 1_999, 2_000, 2_499] {
        assert_eq!(response["data"]["users"][number]["name"], format!("u{number}"));
    }
    assert_eq!(response["errors"], json!(null));
}

#[tokio::test]
async fn a_part_that_fails_takes_no_other_part_with_it_and_is_one_error() {
    let fake = FakeSubgraphs::asked_by(|body, fetch| {
        let first = body["variables"]["representations"][0]["id"].as_str();
        let is_first = first.is_some_and(|id| id != "u1000");
        if fetch == 1 && is_first { Err(super::fake::unavailable("users")) } else { Ok(crowd(body, fetch)) }
    });
    let (response, _) = fake.execute(&names_of_users(), json!({})).await;
    let users = &response["data"]["users"];
    assert_eq!(
        [&users[0]["name"], &users[1_000]["name"], &users[2_000]["name"]],
        [&json!(null), &json!("u1000"), &json!(null)]
    );
    assert_eq!(response["errors"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_answer_about_other_entities_is_none() {
    let users = r#"{"data":{"users":[{"id":"u1"},{"id":"u2"}]}}"#;
    let wrong = [
        r#"{"data":{"_entities":[{"name":"ada"}]}}"#,
        r#"{"data":{"_entities":[{"name":"ada"},null,null]}}"#,
        r#"{"data":{"_entities":null}}"#,
        r#"{"data":{"_entities":{}}}"#,
        r#"{"data":{"_entities":[1,2]}}"#,
        r#"{"data":{"_entities":[null,null],"_entities":[null,null]}}"#,
        r#"{"data":{}}"#,
        r#"{"data":[]}"#,
    ];
    for answer in wrong {
        let (response, _) = FakeSubgraphs::answering(&[users, answer]).execute(&names_of_users(), json!({})).await;
        assert_eq!(response["data"], json!({"users": [{"name": null}, {"name": null}]}), "{answer}");
        assert_eq!(response["errors"].as_array().unwrap().len(), 1, "{answer}");
        assert_eq!(response["errors"][0]["extensions"]["code"], "SUBGRAPH_INVALID_ANSWER", "{answer}");
    }
}

#[tokio::test]
async fn an_entity_must_be_of_the_type_that_it_was_asked_as() {
    let mut plan = names_of_users();
    let Start::Entities(parts) = &mut plan.fetches[1].start else { panic!("entities") };
    parts[0].read.object_type = ObjectType::Said(vec![USER]);
    let users = r#"{"data":{"users":[{"id":"u1"}]}}"#;
    for (name, is_right) in [("User", true), ("Bot", false)] {
        let answer = format!(r#"{{"data":{{"_entities":[{{"name":"ada","__typename":"{name}"}}]}}}}"#);
        let (response, _) = FakeSubgraphs::answering(&[users, &answer]).execute(&plan, json!({})).await;
        assert_eq!(response["data"]["users"][0]["name"] == "ada", is_right, "{name}");
        assert_eq!(response["errors"] == json!(null), is_right, "{name}");
    }
}

/// `{ things { ... on User { name } ... on Bot { name } } }`, through lists in lists, where users is asked for either type.
fn users_and_bots() -> Plan {
    let things = objects("things", 0, read_any(1, &[USER, BOT, PAGE], vec![leaf("id", 0), leaf("handle", 1)]));
    let mut found = entities(USER, &[0], read(1, USER, vec![leaf("name", 2)]));
    let bot = Representation {
        object_type: Some(BOT),
        typename: "Bot".to_owned(),
        fields: vec![key_field("handle", 1)],
        condition: Condition::always(),
        decides: false,
    };
    found.representations.push(bot);
    query(
        vec![shape(&["things"]), shape(&["-id", "-handle", "name"])],
        vec![
            fetch(MESSAGES, "{…}", root(vec![things])),
            after(&[0], fetch(USERS, "{…}", Start::Entities(vec![found]))),
        ],
        vec![field("things", 0, list(list(object(1, vec![typename("__typename"), field("name", 2, string())]))))],
    )
}

#[tokio::test]
async fn each_type_has_its_own_representation_and_others_are_left_alone() {
    let fake = FakeSubgraphs::answering(&[
        r#"{"data":{"things":[[{"__typename":"Bot","id":"1","handle":"b"},null],[],null,[{"__typename":"Page","id":"2"},{"__typename":"User","id":"3"}]]}}"#,
        r#"{"data":{"_entities":[{"name":"bot"},{"name":"ada"}]}}"#,
    ]);
    let (response, _) = fake.execute(&users_and_bots(), json!({})).await;
    let things = json!([
        [{"__typename": "Bot", "name": "bot"}, null], [], null,
        [{"__typename": "Page", "name": null}, {"__typename": "User", "name": "ada"}],
    ]);
    assert_eq!(response, json!({"data": {"things": things}}));
    let asked = json!([{"__typename": "Bot", "handle": "b"}, {"__typename": "User", "id": "3"}]);
    assert_eq!(fake.variables(1), json!({"representations": asked}));
}

#[tokio::test]
async fn a_step_leads_only_through_its_types() {
    let mut plan = timeline();
    let Start::Entities(parts) = &mut plan.fetches[2].start else { panic!("entities") };
    parts[0].target[1].types = Some(vec![PAGE]);
    let messages = r#"{"data":{"messages":[{"id":"m1","body":"x","author":{"id":"u1"}}]}}"#;
    let (_, meta) =
        FakeSubgraphs::answering(&[r#"{"data":{"channel":null}}"#, messages]).execute(&plan, json!({})).await;
    assert_eq!(meta.fetches, 2);
}

/// `{ users { score } }`, where users needs the id of the team (a key) and the addresses (what `@requires` wants).
fn required() -> Plan {
    let team = objects("team", 1, read(2, PAGE, vec![leaf("id", 0)]));
    let addresses = objects("addresses", 2, read(3, PAGE, vec![leaf("city", 0), leaf("zip", 1)]));
    let users = objects("users", 0, read(1, USER, vec![leaf("id", 0), team, addresses]));
    let mut found = entities(USER, &[0], read(1, USER, vec![leaf("score", 3)]));
    let inner = |name, slot, is_key, fields| RepresentationField { is_key, fields, ..key_field(name, slot) };
    found.representations[0].fields = vec![
        key_field("id", 0),
        inner("team", 1, true, vec![key_field("id", 0)]),
        inner("addresses", 2, false, vec![inner("city", 0, false, vec![]), inner("zip", 1, false, vec![])]),
    ];
    query(
        vec![
            shape(&["users"]),
            shape(&["-id", "-team", "-addresses", "score"]),
            shape(&["-id"]),
            shape(&["-city", "-zip"]),
        ],
        vec![fetch(MESSAGES, "{…}", root(vec![users])), after(&[0], fetch(USERS, "{…}", Start::Entities(vec![found])))],
        vec![field("users", 0, list(object(1, vec![field("score", 3, string())])))],
    )
}

#[tokio::test]
async fn what_is_required_may_be_null_but_no_part_of_a_key() {
    let asked_for = |user: Json| async move {
        let first = json!({"data": {"users": [user]}}).to_string();
        let fake = FakeSubgraphs::answering(&[&first, r#"{"data":{"_entities":[{"score":"9"}]}}"#]);
        fake.execute(&required(), json!({})).await;
        fake.asked().get(1).map(|(_, body)| body["variables"]["representations"][0].clone())
    };
    let team = json!({"id": "t1"});
    let addresses = json!([{"city": "Ulm", "zip": null}, null]);
    let expected = json!({"__typename": "User", "id": "u1", "team": team, "addresses": addresses});
    assert_eq!(asked_for(json!({"id": "u1", "team": team, "addresses": addresses})).await, Some(expected));
    let expected = json!({"__typename": "User", "id": "u1", "team": team, "addresses": null});
    assert_eq!(asked_for(json!({"id": "u1", "team": team, "addresses": null})).await, Some(expected.clone()));
    assert_eq!(asked_for(json!({"id": "u1", "team": team})).await, Some(expected), "some leave out what is null");
    assert_eq!(asked_for(json!({"id": "u1", "team": null, "addresses": []})).await, None);
    assert_eq!(asked_for(json!({"id": "u1", "team": {"id": null}, "addresses": []})).await, None);
}

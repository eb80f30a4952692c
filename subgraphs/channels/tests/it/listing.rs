use chat_channels_migrations::Migrator;
use chat_testkit::{
    laws,
    people::{nobody, person},
};
use serde_json::{Value, json};

use crate::service::Service;

/// All names of a list, two a page, by following its cursors.
async fn walk(service: &Service, field: &str) -> Vec<String> {
    let query = format!(
        "query ($after: String) {{ {field} {{ nodes {{ name }} edges {{ cursor }} pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    let mut names = Vec::new();
    let mut after = Value::Null;
    loop {
        let answer = service.answer(&nobody(), &query, json!({ "after": after })).await;
        let page = &answer["data"]["channels"];
        names.extend(
            page["nodes"]
                .as_array()
                .unwrap_or_else(|| panic!("{answer}"))
                .iter()
                .map(|node| node["name"].as_str().unwrap().to_owned()),
        );
        assert_eq!(page["pageInfo"]["endCursor"], page["edges"].as_array().unwrap().last().unwrap()["cursor"]);
        if page["pageInfo"]["hasNextPage"] == false {
            return names;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

laws! { Migrator;
    async fn every_order_lists_each_public_channel_once(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        for name in ["delta", "Alpha", "charlie", "bravo", "echo"] {
            service.channel(&alice, "PUBLIC", name).await;
            service.clock.advance(std::time::Duration::from_millis(10));
        }
        service.channel(&alice, "PRIVATE", "hidden").await;
        let charlie = service.answer(&nobody(), "{ channelByName(name: \"CHARLIE\") { id } }", json!({})).await;
        let charlie = charlie["data"]["channelByName"]["id"].as_str().unwrap();
        service.join(&person("bob"), charlie).await;
        let list = async |order: &str| walk(&service, &format!("channels(first: 2, after: $after, orderBy: {order})")).await;
        assert_eq!(list("NAME").await, ["Alpha", "bravo", "charlie", "delta", "echo"]);
        assert_eq!(list("CREATED").await, ["echo", "bravo", "charlie", "Alpha", "delta"]);
        assert_eq!(list("ACTIVITY").await, ["charlie", "echo", "bravo", "Alpha", "delta"]);
        let by_members = list("MEMBERS").await;
        assert_eq!((by_members.len(), by_members[0].as_str()), (5, "charlie"));
    }

    async fn a_search_takes_its_signs_for_letters(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        for name in ["50% off", "50 off", "a_b", "axb", r"back\slash"] {
            service.channel(&alice, "PUBLIC", name).await;
        }
        for (query, found) in [("50%", vec!["50% off"]), ("A_B", vec!["a_b"]), ("off", vec!["50 off", "50% off"]), ("\\\\S", vec![r"back\slash"])] {
            let names = walk(&service, &format!("channels(first: 2, after: $after, orderBy: NAME, query: \"{query}\")")).await;
            assert_eq!(names, found, "{query}");
        }
    }

    async fn a_viewers_channels_come_as_they_were_joined_and_by_kind(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let one = service.channel(&alice, "PUBLIC", "one").await;
        let two = service.channel(&alice, "PUBLIC", "two").await;
        for id in [&two, &one] {
            service.join(&bob, id).await;
            service.clock.advance(std::time::Duration::from_millis(2));
        }
        service.channel(&bob, "PRIVATE", "three").await;
        let names = async |arguments: &str| {
            let query = format!("{{ viewer {{ channels{arguments} {{ nodes {{ name viewerMembership {{ role }} }} pageInfo {{ hasNextPage endCursor }} }} }} }}");
            service.data(&bob, &query, json!({})).await["viewer"]["channels"].take()
        };
        let all = names("").await;
        let listed: Vec<_> = all["nodes"].as_array().unwrap().iter().map(|node| node["name"].as_str().unwrap()).collect();
        assert_eq!(listed, ["two", "one", "three"]);
        assert_eq!(names("(kinds: [PRIVATE])").await["nodes"][0]["name"], "three");
        let first = names("(first: 1)").await;
        assert_eq!(first["pageInfo"]["hasNextPage"], true);
        let rest = names(&format!("(first: 500, after: {})", first["pageInfo"]["endCursor"])).await;
        assert_eq!(rest["nodes"].as_array().unwrap().len(), 2);
    }

    async fn members_page_from_both_ends_and_by_role(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let id = service.channel(&alice, "PUBLIC", "general").await;
        for n in 1..5 {
            service.clock.advance(std::time::Duration::from_millis(2));
            service.join(&person(&format!("p{n}")), &id).await;
        }
        let page = async |arguments: &str| {
            let query = format!("query ($id: ID!) {{ channel(id: $id) {{ members({arguments}) {{
                nodes {{ userName }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }} }}");
            service.data(&alice, &query, json!({ "id": id })).await["channel"]["members"].take()
        };
        let names = |page: &Value| -> Vec<String> {
            page["nodes"].as_array().unwrap().iter().map(|node| node["userName"].as_str().unwrap().to_owned()).collect()
        };
        let first = page("first: 2").await;
        assert_eq!(names(&first), ["alice", "p1"]);
        let next = page(&format!("first: 2, after: {}", first["pageInfo"]["endCursor"])).await;
        assert_eq!(names(&next), ["p2", "p3"]);
        assert_eq!((&next["pageInfo"]["hasNextPage"], &next["pageInfo"]["hasPreviousPage"]), (&json!(true), &json!(true)));
        let last = page("last: 2").await;
        assert_eq!(names(&last), ["p3", "p4"]);
        let earlier = page(&format!("last: 2, before: {}", last["pageInfo"]["startCursor"])).await;
        assert_eq!(names(&earlier), ["p1", "p2"]);
        assert_eq!(names(&page("first: 10, role: OWNER").await), ["alice"]);
    }
}

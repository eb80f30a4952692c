//! What no log may show.

use serde_json::json;

use crate::{
    entrance::Entrance,
    fleet::Fleet,
    people::{PASSWORD, Person},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_log_shows_a_password_a_token_an_address_or_a_message() {
    let fleet = Fleet::sqlite().await;
    let alice = Person::register(&fleet, "alice").await;
    let channel = alice.create_channel(&fleet, "PUBLIC", "general").await;
    alice.send(&fleet, &channel, "canary-body").await;
    let log_in =
        "mutation ($input: LogInInput!) { logIn(input: $input) { credentials { refreshToken } errors { code } } }";
    let input = |password: &str| json!({ "input": { "login": "alice@example.org", "password": password } });
    let anonymous = fleet.anonymous().unwrap();
    let answer = fleet.users.client.graphql(&anonymous, log_in, input(PASSWORD)).await.unwrap().json();
    let refresh = answer["data"]["logIn"]["credentials"]["refreshToken"].as_str().unwrap().to_owned();
    fleet.users.client.graphql(&anonymous, log_in, input("canary-wrong-password")).await.unwrap();
    fleet.users.client.graphql("canary.token.x", "{ viewer { id } }", json!({})).await.unwrap();
    // Broken on purpose: what a parser complains about is not to be repeated in the log.
    fleet.messages.client.graphql(&alice.token, "{ canary-query", json!({})).await.unwrap();

    for server in [&fleet.users, &fleet.channels, &fleet.messages] {
        let logged = server.logged();
        assert!(logged.contains("operation"), "nothing was logged");
        for secret in ["canary", PASSWORD, "alice@example.org", &alice.token, &anonymous, &refresh] {
            assert!(!logged.contains(secret), "a log shows `{secret}`");
        }
    }
}

//! A private channel and a missing one look alike to a stranger, on every path.

use chat_channels_migrations::Migrator;
use chat_chassis::Identity;
use chat_testkit::{
    laws,
    people::{nobody, person, signed_in},
};

use serde_json::{Value, json};

use crate::service::Service;

/// The answer, with the asked id taken out, so that two ids compare.
async fn seen(service: &Service, who: &Identity, query: &str, id: &str) -> Value {
    let answer = service.answer(who, query, json!({ "id": id })).await.to_string();
    serde_json::from_str(&answer.replace(id, "ID")).unwrap()
}

const CHANNEL: &str = "query ($id: ID!) { channel(id: $id) { id name members { nodes { userId } } } }";
const ENTITY: &str = "query ($id: ID!) { _entities(representations: [{ __typename: \"Channel\", id: $id }]) { ... on Channel { id name } } }";
const MEMBER: &str = "query ($id: ID!) { _entities(representations: [{ __typename: \"Membership\", id: $id }]) { ... on Membership { id userName } } }";
const VERDICTS: &str = "query ($id: ID!) { membershipVerdicts(userId: $id, channelIds: [$id]) { channelId canRead } }";
const MUTATIONS: [&str; 3] = [
    "mutation ($id: ID!) { joinChannel(input: { channelId: $id }) { membership { id } errors { code message path } } }",
    "mutation ($id: ID!) { leaveChannel(input: { channelId: $id }) { channel { id } errors { code message path } } }",
    "mutation ($id: ID!) { updateChannel(input: { channelId: $id, topic: \"x\" }) { channel { id } errors { code message path } } }",
];

laws! { Migrator;
    async fn a_private_channel_looks_like_a_missing_one_on_every_path(db) {
        let (service, alice, mallory) = (Service::new(db), person("alice"), person("mallory"));
        let private = service.channel(&alice, "PRIVATE", "merger").await;
        let missing = chat_chassis::Ambient::system().id::<chat_model::id::Channel>().to_string();
        for who in [nobody(), signed_in(&mallory)] {
            for query in [CHANNEL, ENTITY, VERDICTS].into_iter().chain(MUTATIONS) {
                assert_eq!(seen(&service, &who, query, &private).await, seen(&service, &who, query, &missing).await, "{query}");
            }
            for query in [
                "{ channelByName(name: \"merger\") { id } }",
                "{ channels(query: \"merger\") { nodes { id } } }",
            ] {
                let answer = service.answer(&who, query, json!({})).await.to_string();
                assert!(!answer.contains(&private), "{answer}");
            }
        }
        // The members themselves see it everywhere.
        assert!(seen(&service, &signed_in(&alice), CHANNEL, &private).await["data"]["channel"].is_object());
        assert!(seen(&service, &signed_in(&alice), ENTITY, &private).await["data"]["_entities"][0].is_object());
    }

    async fn a_membership_of_a_private_channel_is_not_had_by_its_id(db) {
        let (service, alice, mallory) = (Service::new(db), person("alice"), person("mallory"));
        service.channel(&alice, "PRIVATE", "merger").await;
        let own = service.data(&alice, "{ viewer { channels { nodes { viewerMembership { id } } } } }", json!({})).await;
        let id = own["viewer"]["channels"]["nodes"][0]["viewerMembership"]["id"].as_str().unwrap().to_owned();
        assert_eq!(seen(&service, &signed_in(&alice), MEMBER, &id).await["data"]["_entities"][0]["userName"], "alice");
        for who in [nobody(), signed_in(&mallory)] {
            assert_eq!(seen(&service, &who, MEMBER, &id).await, json!({ "data": { "_entities": [null] } }));
        }
    }

    async fn a_users_channels_show_a_stranger_only_the_public_ones(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let public = service.channel(&alice, "PUBLIC", "general").await;
        service.channel(&alice, "PRIVATE", "merger").await;
        // Of what is joined in one millisecond, the order is nobody's.
        service.clock.advance(std::time::Duration::from_millis(2));
        let shared = service
            .data(&alice, "mutation ($id: ID!) { openDirectMessage(input: { userIds: [$id] }) { channel { id } } }", json!({ "id": bob.user.to_string() }))
            .await["openDirectMessage"]["channel"]["id"].take();
        let query = "query ($id: ID!) { _entities(representations: [{ __typename: \"User\", id: $id }]) { ... on User { channels { nodes { id } } } } }";
        let of_alice = async |who: &Identity| {
            let answer = service.answer(who, query, json!({ "id": alice.user.to_string() })).await;
            answer["data"]["_entities"][0]["channels"]["nodes"].clone()
        };
        assert_eq!(of_alice(&nobody()).await, json!([{ "id": public }]));
        assert_eq!(of_alice(&signed_in(&person("mallory"))).await, json!([{ "id": public }]));
        assert_eq!(of_alice(&signed_in(&bob)).await, json!([{ "id": public }, { "id": shared }]));
    }

    async fn nobody_is_another_viewer(db) {
        let (service, alice, mallory) = (Service::new(db), person("alice"), person("mallory"));
        service.channel(&alice, "PRIVATE", "merger").await;
        let query = "query ($id: ID!) { _entities(representations: [{ __typename: \"Viewer\", id: $id }]) { ... on Viewer { channels { nodes { name } } } } }";
        let id = alice.user.viewer().to_string();
        assert_eq!(seen(&service, &signed_in(&mallory), query, &id).await["data"]["_entities"], json!([null]));
        assert_eq!(seen(&service, &nobody(), query, &id).await["data"]["_entities"], json!([null]));
        assert_eq!(
            seen(&service, &signed_in(&alice), query, &id).await["data"]["_entities"][0]["channels"]["nodes"][0]["name"],
            "merger"
        );
        assert_eq!(service.answer(&nobody(), "{ viewer { id } }", json!({})).await, json!({ "data": { "viewer": null } }));
    }
}

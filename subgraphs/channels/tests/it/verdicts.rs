use chat_channels_migrations::Migrator;
use chat_testkit::{
    laws,
    people::{nobody, person, service as calls_as, signed_in},
};
use serde_json::{Value, json};

use crate::service::{Service, sql_id};

const VERDICTS: &str = "query ($user: ID!, $ids: [ID!]!) { membershipVerdicts(userId: $user, channelIds: $ids) {
    channelId version kind canRead canPost role mutedUntil bannedUntil archivedAt slowModeSeconds } }";

laws! { Migrator;
    async fn a_service_is_told_in_the_order_it_asked(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let public = service.channel(&alice, "PUBLIC", "general").await;
        let private = service.channel(&alice, "PRIVATE", "merger").await;
        let ids = json!({ "user": bob.user.to_string(), "ids": [private, "nonsense", public, private] });
        let told = service.answer(&calls_as("messages"), VERDICTS, ids).await["data"]["membershipVerdicts"].take();
        let brief: Vec<Value> = told.as_array().unwrap().iter()
            .map(|verdict| json!([verdict["channelId"], verdict["canRead"], verdict["canPost"], verdict["role"]])).collect();
        assert_eq!(json!(brief), json!([
            [private, false, false, null], [null, null, null, null], [public, true, false, null], [private, false, false, null]
        ]));
    }

    async fn a_verdict_grows_with_every_change(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let id = service.channel(&alice, "PUBLIC", "general").await;
        let verdict = async || {
            let ids = json!({ "user": bob.user.to_string(), "ids": [id] });
            service.answer(&calls_as("messages"), VERDICTS, ids).await["data"]["membershipVerdicts"][0].take()
        };
        let before = verdict().await;
        service.join(&bob, &id).await;
        let joined = verdict().await;
        assert_eq!((&joined["role"], &joined["canPost"]), (&json!("MEMBER"), &json!(true)));
        assert!(joined["version"].as_i64() > before["version"].as_i64());
        service.data(&alice, "mutation ($id: ID!) { updateChannel(input: { channelId: $id, slowModeSeconds: 5 }) { errors { code } } }", json!({ "id": id })).await;
        let slowed = verdict().await;
        assert_eq!(slowed["slowModeSeconds"], 5);
        assert!(slowed["version"].as_i64() > joined["version"].as_i64());
        service.leave(&bob, &id).await;
        assert!(verdict().await["version"].as_i64() > slowed["version"].as_i64());
    }

    async fn mutes_bans_and_archives_are_told(db) {
        let (service, alice, bob) = (Service::new(db), person("alice"), person("bob"));
        let id = service.channel(&alice, "PUBLIC", "general").await;
        service.join(&bob, &id).await;
        let user = sql_id(&bob.user.to_string(), &service.db);
        let until = service.clock.ambient().now().after(std::time::Duration::from_secs(60));
        service.arrange(&format!("UPDATE memberships SET muted_until = {} WHERE user_id = {user}", until.as_millis())).await;
        service.arrange(&format!("INSERT INTO bans (channel_id, user_id, banned_by, created_at) VALUES ({}, {user}, {user}, 0)", sql_id(&id, &service.db))).await;
        service.arrange("UPDATE channels SET archived_at = 1000").await;
        let ids = json!({ "user": bob.user.to_string(), "ids": [id] });
        let verdict = service.answer(&calls_as("messages"), VERDICTS, ids).await["data"]["membershipVerdicts"][0].take();
        assert_eq!(verdict["mutedUntil"], until.to_string());
        assert_eq!(verdict["bannedUntil"], "9999-12-31T23:59:59.999Z");
        assert_eq!(verdict["archivedAt"], "1970-01-01T00:00:01.000Z");
        assert_eq!((&verdict["canRead"], &verdict["canPost"]), (&json!(false), &json!(false)));
    }

    async fn only_a_service_is_told(db) {
        let (service, alice) = (Service::new(db), person("alice"));
        let id = service.channel(&alice, "PUBLIC", "general").await;
        for who in [nobody(), signed_in(&alice)] {
            let ids = json!({ "user": alice.user.to_string(), "ids": [id] });
            assert_eq!(service.fault(&who, VERDICTS, ids).await, "FORBIDDEN");
        }
        let too_many = json!({ "user": alice.user.to_string(), "ids": vec![id; 1_001] });
        assert_eq!(service.fault(&calls_as("messages"), VERDICTS, too_many).await, "BAD_USER_INPUT");
    }
}

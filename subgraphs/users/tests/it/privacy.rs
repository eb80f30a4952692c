//! Who sees whom, on every path.

use chat_chassis::{Identity, Role};
use chat_testkit::{
    laws,
    people::{nobody, person, service as a_service, signed_in},
};
use chat_users_migrations::Migrator;
use serde_json::{Value, json};

use crate::service::Service;

const USER: &str = "query ($id: ID!) { user(id: $id) { id username } }";
const USER_BY_NAME: &str = "{ user(username: \"alice\") { id username } }";
const USERS: &str = "{ users { nodes { username } } }";
const ENTITY: &str = "query ($key: _Any!) { _entities(representations: [$key]) {
    ... on User { id username } ... on Viewer { id email user { username } sessions { id } } ... on Session { id isCurrent userAgent } } }";

laws! { Migrator;
    async fn users_are_read_by_the_signed_in_and_by_services_alone(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        let stranger = signed_in(&person("stranger"));
        let key = json!({ "key": { "__typename": "User", "id": alice.id } });
        let id = json!({ "id": alice.id });
        for reader in [&alice.identity, &stranger, &a_service("messages")] {
            assert_eq!(service.data(reader, USER, id.clone()).await["user"]["username"], "alice");
            assert_eq!(service.data(reader, USER_BY_NAME, json!({})).await["user"]["username"], "alice");
            assert_eq!(service.data(reader, USERS, json!({})).await["users"]["nodes"][0]["username"], "alice");
            assert_eq!(service.data(reader, ENTITY, key.clone()).await["_entities"][0]["username"], "alice");
        }
        service.db.statements.take();
        assert_eq!(service.data(&nobody(), USER, id).await["user"], Value::Null);
        assert_eq!(service.data(&nobody(), USER_BY_NAME, json!({})).await["user"], Value::Null);
        assert_eq!(service.fault(&nobody(), USERS, json!({})).await, "UNAUTHENTICATED");
        assert_eq!(service.data(&nobody(), ENTITY, key).await["_entities"], json!([null]));
        // Not even the database is asked, so nothing can differ.
        assert_eq!(service.db.statements.take(), Vec::<String>::new());
    }

    async fn a_viewer_is_seen_by_nobody_else(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        let key = json!({ "key": { "__typename": "Viewer", "id": alice.id.replace("usr_", "vwr_") } });
        let own = service.data(&alice.identity, ENTITY, key.clone()).await;
        assert_eq!((&own["_entities"][0]["email"], &own["_entities"][0]["user"]["username"]), (&json!("alice@example.com"), &json!("alice")));
        let mut admin = person("admin");
        admin.role = Role::Admin;
        for other in [nobody(), signed_in(&person("stranger")), signed_in(&admin), a_service("messages")] {
            assert_eq!(service.data(&other, ENTITY, key.clone()).await["_entities"], json!([null]));
        }
        for anonymous in [nobody(), a_service("messages")] {
            assert_eq!(service.data(&anonymous, "{ viewer { id email sessions { id } } }", json!({})).await["viewer"], Value::Null);
        }
    }

    async fn a_session_is_seen_by_its_owner_alone(db) {
        let service = Service::new(db);
        let (alice, bob) = (service.register("alice").await, service.register("bob").await);
        let id = alice.identity.viewer.as_ref().unwrap().session.to_string();
        let key = json!({ "key": { "__typename": "Session", "id": id } });
        assert_eq!(service.data(&alice.identity, ENTITY, key.clone()).await["_entities"][0], json!({ "id": id, "isCurrent": true, "userAgent": "test/1.0" }));
        for other in [nobody(), bob.identity, a_service("messages")] {
            assert_eq!(service.data(&other, ENTITY, key.clone()).await["_entities"], json!([null]));
        }
        service.data(&alice.identity, "mutation { logOut { errors { code } } }", json!({})).await;
        assert_eq!(service.data(&alice.identity, ENTITY, key).await["_entities"], json!([null]));
    }

    async fn an_expired_session_is_gone_for_its_owner_too(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        let id = alice.identity.viewer.as_ref().unwrap().session.to_string();
        service.clock.advance(std::time::Duration::from_secs(30 * 24 * 3_600));
        let key = json!({ "key": { "__typename": "Session", "id": id } });
        assert_eq!(service.data(&alice.identity, ENTITY, key).await["_entities"], json!([null]));
    }

    async fn two_people_who_ask_at_once_get_their_own(db) {
        let service = Service::new(db);
        let (alice, bob) = (service.register("alice").await, service.register("bob").await);
        let query = "{ viewer { id email user { id } sessions { id } } }";
        let ask = async |identity: &Identity| service.data(identity, query, json!({})).await;
        let (alices, bobs) = (ask(&alice.identity).await, ask(&bob.identity).await);
        assert_ne!(alices, bobs);
        for _ in 0..50 {
            let (a, b) = tokio::join!(ask(&alice.identity), ask(&bob.identity));
            assert_eq!((&a, &b), (&alices, &bobs));
        }
    }
}

//! Changing a profile.

use chat_testkit::laws;
use chat_users_migrations::Migrator;
use serde_json::{Value, json};

use crate::service::{Person, Service, code};

async fn update(service: &Service, person: &Person, input: Value) -> Value {
    let query = "mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) {
        user { displayName bio } errors { code message path } } }";
    service.data(&person.identity, query, json!({ "input": input })).await["updateProfile"].take()
}

laws! { Migrator;
    async fn what_is_named_changes_and_null_takes_a_biography_away(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        let both = update(&service, &alice, json!({ "displayName": "Alice L.", "bio": "two\nlines 👩‍👩‍👧" })).await;
        assert_eq!(both["user"], json!({ "displayName": "Alice L.", "bio": "two\nlines 👩‍👩‍👧" }));
        let kept = update(&service, &alice, json!({})).await;
        assert_eq!(kept, both);
        assert_eq!(update(&service, &alice, json!({ "displayName": null })).await, both);
        let cleared = update(&service, &alice, json!({ "bio": null })).await;
        assert_eq!(cleared["user"], json!({ "displayName": "Alice L.", "bio": null }));
        let other = service.register("bob").await;
        let seen = service.data(&other.identity, "query ($id: ID!) { user(id: $id) { displayName bio } }", json!({ "id": alice.id })).await;
        assert_eq!(seen["user"], cleared["user"]);
    }

    async fn bad_text_is_refused_and_all_of_it_is_told(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        for (field, value) in [
            ("displayName", String::new()), ("displayName", " ".to_owned()), ("displayName", "a\nb".to_owned()), ("displayName", "a\0".to_owned()),
            ("displayName", "\u{202e}a".to_owned()), ("displayName", "x".repeat(65)), ("displayName", "x".repeat(100_000)),
            ("bio", String::new()), ("bio", "a\0".to_owned()), ("bio", "\u{2066}a".to_owned()), ("bio", "x".repeat(501)),
        ] {
            let payload = update(&service, &alice, json!({ field: value })).await;
            assert_eq!((code(&payload), &payload["errors"][0]["path"]), (Some("INVALID_INPUT"), &json!(["input", field])), "{value:.20}");
            assert!(payload["user"].is_null());
        }
        let both = update(&service, &alice, json!({ "displayName": "", "bio": "" })).await;
        assert_eq!(both["errors"].as_array().unwrap().len(), 2);
        assert_eq!(code(&update(&service, &alice, json!({ "displayName": "é".repeat(64), "bio": "é".repeat(500) })).await), None);
    }
}

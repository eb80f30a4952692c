//! Access tokens: verified by anybody with the published keys, for ten minutes.

use std::{fs, time::Duration};

use chat_chassis::identity::{Authenticator, access, keys::KeyFolder};
use chat_testkit::{TestClock, laws};
use chat_users::tokens::Tokens;
use chat_users_migrations::Migrator;
use serde_json::{Value, json};

use crate::service::Service;

/// Somebody who has nothing but the published set.
fn verifier(jwks: &str, clock: &TestClock) -> (Authenticator, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("public")).unwrap();
    fs::write(folder.path().join("public/access.jwks.json"), jwks).unwrap();
    let keys = KeyFolder::new(folder.path());
    (Authenticator::new("channels", &keys, &[], &[], clock.ambient()).with_access_tokens(&keys), folder)
}

laws! { Migrator;
    async fn the_published_keys_verify_a_token_for_ten_minutes(db) {
        let service = Service::new(db);
        let payload = service.try_register(json!({ "username": "alice", "email": "a@example.com", "password": crate::service::PASSWORD })).await;
        let token = payload["credentials"]["accessToken"].as_str().unwrap();
        let (verifier, _folder) = verifier(service.tokens.jwks(), &service.clock);
        let viewer = verifier.verify(token).unwrap().viewer.unwrap();
        assert_eq!(viewer.user.to_string(), payload["viewer"]["user"]["id"]);
        assert_eq!(payload["credentials"]["accessTokenExpiresAt"], viewer.until.to_string());
        // Clocks may differ by half a minute.
        service.clock.advance(access::LIFETIME - Duration::from_secs(1));
        assert!(verifier.verify(token).is_ok());
        service.clock.advance(Duration::from_secs(32));
        assert!(verifier.verify(token).is_err());
    }
}

#[test]
fn the_next_key_is_published_before_it_signs_and_the_former_one_after() {
    let folder = tempfile::tempdir().unwrap();
    let (keys, clock) = (KeyFolder::new(folder.path()), TestClock::default());
    let private = |name: &str| folder.path().join(format!("private/{name}.pem"));
    let kids = |tokens: &Tokens| -> Vec<String> {
        let set: Value = serde_json::from_str(tokens.jwks()).unwrap();
        // Nothing but public parts.
        assert!(set["keys"].as_array().unwrap().iter().all(|key| key.get("d").is_none()));
        set["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
    };
    let tokens = || Tokens::new(keys.signing_keys(access::KEY_NAME).unwrap(), clock.ambient()).unwrap();

    keys.make("access", &clock.ambient()).unwrap();
    let alone = kids(&tokens());
    keys.make("next", &clock.ambient()).unwrap();
    fs::rename(private("next"), private("access-2")).unwrap();
    let before = kids(&tokens());
    fs::rename(private("access"), private("access-1")).unwrap();
    fs::rename(private("access-2"), private("access")).unwrap();
    let after = kids(&tokens());
    assert_eq!((alone.len(), before.len(), after.len()), (1, 2, 2));
    assert_eq!((&before[0], &after[0], &after[1]), (&alone[0], &before[1], &before[0]));
}

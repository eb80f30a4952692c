use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::*;
use crate::{
    Role, Viewer,
    identity::{Passports, access::sign},
};

struct Fixture {
    _folder: tempfile::TempDir,
    keys: KeyFolder,
    ambient: Ambient,
}

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = KeyFolder::new(folder.path());
        let ambient = Ambient::system();
        for name in ["router", "messages", "access", "stranger"] {
            keys.make(name, &ambient).unwrap();
        }
        Self { _folder: folder, keys, ambient }
    }

    /// What channels trusts: viewers from the router and from messages, services only from messages.
    fn channels(&self) -> Authenticator {
        self.channels_at(self.ambient.clone())
    }

    fn channels_at(&self, ambient: Ambient) -> Authenticator {
        Authenticator::new("channels", &self.keys, &["router".to_owned()], &["messages".to_owned()], ambient)
    }

    fn passport(&self, issuer: &str, audience: &str, identity: &Identity) -> String {
        Passports::new(issuer, self.keys.signing_key(issuer).unwrap(), self.ambient.clone())
            .mint(audience, identity)
            .unwrap()
    }

    fn alice(&self) -> Viewer {
        Viewer {
            user: self.ambient.id(),
            session: self.ambient.id(),
            name: "alice".to_owned(),
            role: Role::Member,
            until: access::end(self.ambient.now()),
        }
    }
}

fn viewer(viewer: Viewer) -> Identity {
    Identity { viewer: Some(viewer), service: None }
}

fn service(name: &str) -> Identity {
    Identity { viewer: None, service: Some(name.to_owned()) }
}

/// A clock that is ahead of the system's.
struct Ahead(Duration);

impl crate::ambient::Source for Ahead {
    fn now(&self) -> Timestamp {
        Ambient::system().now().after(self.0)
    }
    fn random(&self, _: &mut [u8]) {}
}

#[test]
fn a_passport_tells_who_calls() {
    let fixture = Fixture::new();
    let alice = viewer(fixture.alice());
    let channels = fixture.channels();
    assert_eq!(channels.verify(&fixture.passport("router", "channels", &alice)), Ok(alice.clone()));
    assert_eq!(channels.verify(&fixture.passport("messages", "channels", &alice)), Ok(alice));
    let anonymous = Identity::default();
    assert_eq!(channels.verify(&fixture.passport("router", "channels", &anonymous)), Ok(anonymous));
}

#[test]
fn another_audience_issuer_key_or_time_is_refused() {
    let fixture = Fixture::new();
    let alice = viewer(fixture.alice());
    let channels = fixture.channels();
    assert!(channels.verify(&fixture.passport("router", "users", &alice)).is_err());
    assert!(channels.verify(&fixture.passport("stranger", "channels", &alice)).is_err());

    let passport = fixture.passport("router", "channels", &alice);
    let claimed = Passports::new("router", fixture.keys.signing_key("stranger").unwrap(), fixture.ambient.clone());
    assert!(channels.verify(&claimed.mint("channels", &alice).unwrap()).is_err());

    let two_minutes_on = fixture.channels_at(Ambient::from_source(Ahead(Duration::from_secs(120))));
    assert!(two_minutes_on.verify(&passport).is_err());
    assert!(channels.verify(&passport).is_ok());
}

#[test]
fn only_a_service_speaks_for_itself_and_only_for_itself() {
    let fixture = Fixture::new();
    let channels = fixture.channels();
    assert_eq!(
        channels.verify(&fixture.passport("messages", "channels", &service("messages"))),
        Ok(service("messages"))
    );
    assert!(channels.verify(&fixture.passport("messages", "channels", &service("users"))).is_err());
    assert!(channels.verify(&fixture.passport("router", "channels", &service("router"))).is_err());
}

#[test]
fn an_unsigned_token_is_refused_whatever_it_says() {
    let fixture = Fixture::new();
    let channels = fixture.channels();
    let signed = fixture.passport("router", "channels", &viewer(fixture.alice()));
    let claims = signed.split('.').nth(1).unwrap();
    for header in [r#"{"alg":"none","typ":"passport+jwt"}"#, r#"{"alg":"HS256","typ":"passport+jwt","kid":"x"}"#] {
        let header = URL_SAFE_NO_PAD.encode(header);
        for signature in ["", "AAAA"] {
            assert!(channels.verify(&format!("{header}.{claims}.{signature}")).is_err());
        }
    }
    for garbage in ["", ".", "..", "a.b.c", &signed[..signed.len() - 4]] {
        assert!(channels.verify(garbage).is_err());
    }
}

#[test]
fn an_access_token_counts_in_development_alone_and_never_for_a_service() {
    let fixture = Fixture::new();
    let alice = fixture.alice();
    let key = fixture.keys.signing_key("access").unwrap();
    let token = sign(&alice, fixture.ambient.now(), &key).unwrap();
    assert!(fixture.channels().verify(&token).is_err());
    let development = fixture.channels().with_access_tokens(&fixture.keys);
    // The identity of an access token has whole seconds, as the token has.
    assert_eq!(development.verify(&token), Ok(viewer(alice)));
}

#[test]
fn a_passport_meant_for_somebody_never_counts_as_one_for_nobody() {
    let fixture = Fixture::new();
    let key = fixture.keys.signing_key("router").unwrap();
    let mut header = jsonwebtoken::Header::new(Algorithm::EdDSA);
    header.typ = Some(PASSPORT.to_owned());
    header.kid = Some(key.kid.clone());
    let now = fixture.ambient.now().as_seconds();
    let good = serde_json::json!({
        "iss": "router", "aud": "channels", "iat": now, "exp": now + 30,
        "sub": fixture.ambient.id::<chat_model::id::User>().to_string(),
        "sid": fixture.ambient.id::<chat_model::id::Session>().to_string(),
        "name": "x", "role": "MEMBER", "until": 0
    });
    let verify = |claims: &serde_json::Value| {
        fixture.channels().verify(&jsonwebtoken::encode(&header, claims, &key.key).unwrap())
    };
    assert!(verify(&good).unwrap().viewer.is_some());
    for name in ["sub", "sid", "name", "role", "until"] {
        for broken in [serde_json::json!(null), serde_json::json!("nonsense"), serde_json::json!([])] {
            if name == "name" && broken.is_string() {
                continue;
            }
            let mut claims = good.clone();
            claims[name] = broken;
            assert!(verify(&claims).is_err(), "{claims}");
        }
        let mut claims = good.clone();
        claims.as_object_mut().unwrap().remove(name);
        assert!(verify(&claims).is_err(), "{claims}");
    }
}

#[test]
fn an_access_token_verifies_against_a_set_from_elsewhere_and_an_unknown_key_is_told_apart() {
    let fixture = Fixture::new();
    let (alice, now) = (fixture.alice(), fixture.ambient.now());
    let set = |name: &str| {
        let published = super::super::keys::published(&fixture.keys.signing_keys(name).unwrap());
        AccessTokens::from_set(&serde_json::to_vec(&published).unwrap(), fixture.ambient.clone()).unwrap()
    };
    let token = sign(&alice, now, &fixture.keys.signing_key("access").unwrap()).unwrap();
    assert_eq!(set("access").verify(&token).as_ref(), Ok(&alice));
    assert!(set("stranger").verify(&token).unwrap_err().is_of_unknown_key());

    let passport = fixture.passport("stranger", "channels", &viewer(alice));
    assert!(!set("stranger").verify(&passport).unwrap_err().is_of_unknown_key());
    for broken in ["", "{", "[]", r#"{"keys":[]}"#, r#"{"keys":[{}]}"#] {
        assert!(AccessTokens::from_set(broken.as_bytes(), fixture.ambient.clone()).is_err(), "{broken}");
    }
}

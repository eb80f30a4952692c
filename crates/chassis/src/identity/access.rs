//! Access tokens: what a signed-in client holds for ten minutes.

use std::time::Duration;

use chat_model::Timestamp;
use jsonwebtoken::{Algorithm, Header, encode};

use super::{
    Viewer,
    claims::{ACCESS_TOKEN, AccessClaims},
    keys::SigningKey,
};

/// How long an access token holds.
pub const LIFETIME: Duration = Duration::from_secs(600);
/// Who makes them.
pub const ISSUER: &str = "users";
/// Whom they are for.
pub const AUDIENCE: &str = "chat";
/// The name of the key that signs them, and of the public set that verifies them.
pub const KEY_NAME: &str = "access";
/// By how much clocks may differ.
pub(super) const LEEWAY_SECONDS: i64 = 30;

/// When a token made at `now` ends: on a whole second, as JWTs count.
#[must_use]
pub fn end(now: Timestamp) -> Timestamp {
    Timestamp::from_millis(now.after(LIFETIME).as_seconds() * 1_000)
}

/// Signs the access token of `viewer`, which holds until [`Viewer::until`].
pub fn sign(viewer: &Viewer, now: Timestamp, key: &SigningKey) -> Result<String, jsonwebtoken::errors::Error> {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(ACCESS_TOKEN.to_owned());
    header.kid = Some(key.kid.clone());
    let claims = AccessClaims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        iat: now.as_seconds(),
        exp: viewer.until.as_seconds(),
        sub: viewer.user.to_string(),
        sid: viewer.session.to_string(),
        name: viewer.name.clone(),
        role: viewer.role,
    };
    encode(&header, &claims, &key.key)
}

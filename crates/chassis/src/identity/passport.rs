//! Minting passports.

use jsonwebtoken::{Algorithm, Header, encode};

use super::{
    Identity,
    claims::{PASSPORT, PassportClaims},
    keys::SigningKey,
};
use crate::Ambient;

/// How long a passport holds, in seconds: one call, not a session.
pub(super) const LIFETIME_SECONDS: i64 = 60;

/// Mints passports in the name of one issuer, with its own key.
pub struct Passports {
    issuer: String,
    key: SigningKey,
    ambient: Ambient,
}

impl Passports {
    /// Passports of `issuer`, signed with `key`.
    pub fn new(issuer: impl Into<String>, key: SigningKey, ambient: Ambient) -> Self {
        Self { issuer: issuer.into(), key, ambient }
    }

    /// A passport that lets `identity` call `audience` within the next minute.
    pub fn mint(&self, audience: &str, identity: &Identity) -> Result<String, jsonwebtoken::errors::Error> {
        let now = self.ambient.now().as_seconds();
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(PASSPORT.to_owned());
        header.kid = Some(self.key.kid.clone());
        let claims = PassportClaims::new(&self.issuer, audience, identity, now, now + LIFETIME_SECONDS);
        encode(&header, &claims, &self.key.key)
    }

    /// Who mints them.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }
}

//! What the two kinds of token say (JSON Web Token, RFC 7519; EdDSA, RFC 8037).

use chat_model::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Identity, Role, Viewer};

/// `typ` of a passport.
pub(super) const PASSPORT: &str = "passport+jwt";
/// `typ` of an access token (RFC 9068).
pub(super) const ACCESS_TOKEN: &str = "at+jwt";

/// The viewer's claims are there all together, or none of them is.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PassportClaims {
    pub(super) iss: String,
    pub(super) aud: String,
    pub(super) iat: i64,
    pub(super) exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    /// The `exp` of the access token behind the passport, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) svc: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AccessClaims {
    pub(super) iss: String,
    pub(super) aud: String,
    pub(super) iat: i64,
    pub(super) exp: i64,
    pub(super) sub: String,
    pub(super) sid: String,
    pub(super) name: String,
    pub(super) role: Role,
}

impl PassportClaims {
    /// What a passport of `issuer` for `audience` says of `identity`.
    pub(super) fn new(issuer: &str, audience: &str, identity: &Identity, iat: i64, exp: i64) -> Self {
        let viewer = identity.viewer.as_ref();
        Self {
            iss: issuer.to_owned(),
            aud: audience.to_owned(),
            iat,
            exp,
            sub: viewer.map(|viewer| viewer.user.to_string()),
            sid: viewer.map(|viewer| viewer.session.to_string()),
            name: viewer.map(|viewer| viewer.name.clone()),
            role: viewer.map(|viewer| viewer.role),
            until: viewer.map(|viewer| viewer.until.as_seconds()),
            svc: identity.service.clone(),
        }
    }

    /// Who a verified passport speaks for, unless what it says of the viewer is incomplete or malformed: one that was meant
    /// for somebody must not count as one for nobody.
    pub(super) fn identity(self) -> Option<Identity> {
        let viewer = match (self.sub, self.sid, self.name, self.role, self.until) {
            (None, None, None, None, None) => None,
            (Some(sub), Some(sid), Some(name), Some(role), Some(until)) => Some(viewer(&sub, &sid, name, role, until)?),
            _ => return None,
        };
        Some(Identity { viewer, service: self.svc })
    }
}

impl AccessClaims {
    /// Whom a verified access token is for, unless its ids are malformed.
    pub(super) fn viewer(self) -> Option<Viewer> {
        viewer(&self.sub, &self.sid, self.name, self.role, self.exp)
    }
}

fn viewer(sub: &str, sid: &str, name: String, role: Role, until: i64) -> Option<Viewer> {
    let until = Timestamp::from_millis(until.saturating_mul(1_000));
    Some(Viewer { user: sub.parse().ok()?, session: sid.parse().ok()?, name, role, until })
}

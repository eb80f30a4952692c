//! What the two kinds of token say (JSON Web Token, RFC 7519; EdDSA, RFC 8037).

use chat_model::{SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use super::{Identity, Role, Viewer};

/// `typ` of a passport.
pub(super) const PASSPORT: &str = "passport+jwt";
/// `typ` of an access token (RFC 9068).
pub(super) const ACCESS_TOKEN: &str = "at+jwt";

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PassportClaims {
    pub(super) iss: String,
    pub(super) aud: String,
    pub(super) iat: i64,
    pub(super) exp: i64,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub(super) viewer: Option<ViewerClaims>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) svc: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ViewerClaims {
    pub(super) sub: String,
    pub(super) sid: String,
    pub(super) name: String,
    pub(super) role: Role,
    /// The `exp` of the access token behind the passport, in seconds.
    pub(super) until: i64,
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

impl ViewerClaims {
    pub(super) fn viewer(self) -> Option<Viewer> {
        Some(Viewer {
            user: self.sub.parse::<UserId>().ok()?,
            session: self.sid.parse::<SessionId>().ok()?,
            name: self.name,
            role: self.role,
            until: Timestamp::from_millis(self.until.saturating_mul(1_000)),
        })
    }
}

impl From<&Viewer> for ViewerClaims {
    fn from(viewer: &Viewer) -> Self {
        Self {
            sub: viewer.user.to_string(),
            sid: viewer.session.to_string(),
            name: viewer.name.clone(),
            role: viewer.role,
            until: viewer.until.as_seconds(),
        }
    }
}

impl PassportClaims {
    /// Who a verified passport speaks for, unless its ids are malformed.
    pub(super) fn identity(self) -> Option<Identity> {
        let viewer = match self.viewer {
            Some(claims) => Some(claims.viewer()?),
            None => None,
        };
        Some(Identity { viewer, service: self.svc })
    }
}

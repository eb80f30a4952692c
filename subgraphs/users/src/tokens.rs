//! Access tokens: signed here, verified by everybody with the public keys that are published here.
//!
//! Two-key rotation: the next key is published beside the current one before it signs anything, and the former one for as
//! long as tokens that it signed still hold. See [`chat_chassis::identity::keys`] for the files.

use std::sync::Arc;

use chat_chassis::{
    Ambient, Secret, Viewer,
    identity::{
        access,
        keys::{SigningKey, published},
    },
};
use chat_model::{SessionId, Timestamp};

use crate::domain::{RefreshToken, User};

/// Makes tokens. Cheap to clone.
#[derive(Clone)]
pub struct Tokens {
    current: Arc<SigningKey>,
    jwks: Arc<str>,
    ambient: Ambient,
}

/// An access token and its end.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// As the client gets it.
    pub token: Secret<String>,
    /// Until when it holds.
    pub expires_at: Timestamp,
}

/// No token can be made with these keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no access token can be signed")]
pub struct CannotSign;

impl Tokens {
    /// Signs with the first of `keys`, and publishes all of them.
    pub fn new(mut keys: Vec<SigningKey>, ambient: Ambient) -> Result<Self, CannotSign> {
        let jwks = serde_json::to_string(&published(&keys)).map_err(|_| CannotSign)?;
        if keys.is_empty() {
            return Err(CannotSign);
        }
        Ok(Self { current: Arc::new(keys.swap_remove(0)), jwks: jwks.into(), ambient })
    }

    /// An access token that tells of `user` as they are now.
    pub fn access(&self, user: &User, session: SessionId) -> Result<AccessToken, CannotSign> {
        let now = self.ambient.now();
        let viewer = Viewer {
            user: user.id,
            session,
            name: user.username.shown().to_owned(),
            role: user.role,
            until: access::end(now),
        };
        let token = access::sign(&viewer, now, &self.current).map_err(|_| CannotSign)?;
        Ok(AccessToken { token: Secret::new(token), expires_at: viewer.until })
    }

    /// A new refresh token.
    #[must_use]
    pub fn refresh(&self) -> RefreshToken {
        RefreshToken::new(self.ambient.random())
    }

    /// The public keys, as a JSON Web Key Set.
    #[must_use]
    pub fn jwks(&self) -> &str {
        &self.jwks
    }
}

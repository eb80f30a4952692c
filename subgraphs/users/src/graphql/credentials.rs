//! `Credentials`.

use async_graphql::Object;
use chat_chassis::Secret;
use chat_graph::DateTime;
use chat_model::Timestamp;

use crate::{domain::RefreshToken, tokens::AccessToken};

/// What a client keeps to stay signed in.
#[derive(Debug, Clone)]
pub struct Credentials {
    access: AccessToken,
    refresh: Secret<String>,
    refresh_expires_at: Timestamp,
}

impl Credentials {
    pub(super) fn new(access: AccessToken, refresh: &RefreshToken, refresh_expires_at: Timestamp) -> Self {
        Self { access, refresh: refresh.spell(), refresh_expires_at }
    }
}

/// Access: short-lived EdDSA JWT, verifiable offline from the JWKS. Refresh: opaque, single-use, rotating.
#[Object]
impl Credentials {
    /// To be sent with each request, as `Authorization: Bearer …`.
    async fn access_token(&self) -> &str {
        self.access.token.reveal()
    }

    /// Until when the access token holds.
    async fn access_token_expires_at(&self) -> DateTime {
        self.access.expires_at.into()
    }

    /// To be sent to `refreshSession`, once. Whoever uses it twice loses the session.
    async fn refresh_token(&self) -> &str {
        self.refresh.reveal()
    }

    /// Until when the refresh token holds.
    async fn refresh_token_expires_at(&self) -> DateTime {
        self.refresh_expires_at.into()
    }
}

//! Who the client is, and how subgraphs are told.
//!
//! A client shows an access token, which is verified here with public keys and nobody's help. Subgraphs never see it: each
//! gets a *passport*, a token of a minute for that subgraph alone. A subgraph in this process gets the identity itself.
//!
//! All of it is optional: without keys there are no identities, and nothing is minted.

mod jwks;
mod passports;

use std::{
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
};

use chat_chassis::{
    Ambient, Identity,
    identity::{
        AccessTokens, InvalidToken, bearer,
        keys::{KeyError, KeyFolder},
    },
};
use http::{HeaderMap, HeaderValue, header};

use self::{jwks::Jwks, passports::Passports};
use crate::transport::Address;

/// In whose name passports are minted, and what the router's own key is called.
pub const ISSUER: &str = "router";

/// Verifies clients and mints passports.
pub struct Authentication {
    folder: AccessTokens,
    passports: Passports,
    jwks: Option<Jwks>,
    /// What `jwks` last brought: it counts instead of the folder's.
    fetched: RwLock<Option<Arc<AccessTokens>>>,
    ambient: Ambient,
}

/// The token that a client shows does not count. Why goes to the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the access token is not valid")]
pub struct Unauthenticated;

impl Authentication {
    /// With the router's private key from `keys`, which sign passports, and the public ones there, which verify access tokens.
    pub fn new(keys: &KeyFolder, ambient: Ambient) -> Result<Self, KeyError> {
        Ok(Self {
            folder: AccessTokens::from_folder(keys, ambient.clone()),
            passports: Passports::new(keys.signing_key(ISSUER)?, ambient.clone()),
            jwks: None,
            fetched: RwLock::default(),
            ambient,
        })
    }

    /// Takes the public keys from `url` as soon as it answers, and from then on each minute. The last good set is kept in
    /// the file `cache`, so that a start while nobody answers still knows everyone.
    #[must_use]
    pub fn with_jwks(mut self, url: Address, cache: PathBuf) -> Self {
        let jwks = Jwks::new(url, cache);
        if let Some(set) = jwks.cached() {
            self.take(&set);
        }
        self.jwks = Some(jwks);
        self
    }

    /// Whom the headers of a request speak for; nobody in particular if they show no token.
    pub async fn identify(&self, headers: &HeaderMap) -> Result<Identity, Unauthenticated> {
        if !headers.contains_key(header::AUTHORIZATION) {
            return Ok(Identity::default());
        }
        let token = bearer(headers).ok_or(Unauthenticated)?;
        let mut verified = self.verify(token);
        if let (Err(error), Some(jwks)) = (&verified, &self.jwks)
            && error.is_of_unknown_key()
        {
            // The key may be newer than what we have.
            if let Some(set) = jwks.fetch_soon().await {
                self.accept(jwks, &set);
            }
            verified = self.verify(token);
        }
        match verified {
            Ok(identity) => Ok(identity),
            Err(error) => {
                tracing::debug!(reason = error.reason(), "an access token was refused");
                Err(Unauthenticated)
            }
        }
    }

    /// The value of `Authorization` that lets `identity` call the subgraph called `audience`.
    pub(crate) async fn passport(&self, audience: &str, identity: &Identity) -> Option<HeaderValue> {
        self.passports.of(audience, identity).await
    }

    /// Keeps the public keys fresh: does not end by itself.
    pub async fn keep_fresh(&self) {
        let Some(jwks) = &self.jwks else { return std::future::pending().await };
        loop {
            if let Some(set) = jwks.fetch_soon().await {
                self.accept(jwks, &set);
            }
            tokio::time::sleep(jwks::REFRESH).await;
        }
    }

    fn verify(&self, token: &str) -> Result<Identity, InvalidToken> {
        let fetched = self.fetched.read().unwrap_or_else(PoisonError::into_inner).clone();
        let viewer = fetched.as_deref().unwrap_or(&self.folder).verify(token)?;
        Ok(Identity { viewer: Some(viewer), service: None })
    }

    fn accept(&self, jwks: &Jwks, set: &[u8]) {
        if self.take(set) {
            jwks.keep(set);
        } else {
            tracing::warn!("what the key endpoint answered is not a JSON Web Key Set: the last good one counts on");
        }
    }

    /// Whether the set could be used.
    fn take(&self, set: &[u8]) -> bool {
        let Ok(tokens) = AccessTokens::from_set(set, self.ambient.clone()) else { return false };
        *self.fetched.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(tokens));
        true
    }
}

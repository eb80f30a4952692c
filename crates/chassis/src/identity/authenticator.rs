//! Verifying whoever calls, before anything else looks at the request.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chat_model::Timestamp;
use http::{HeaderMap, StatusCode, header};
use jsonwebtoken::{Algorithm, TokenData, Validation, decode, decode_header};
use serde::de::DeserializeOwned;

use super::{
    Identity, Viewer,
    access::{self, LEEWAY_SECONDS},
    claims::{ACCESS_TOKEN, AccessClaims, PASSPORT, PassportClaims},
    keys::{KeyError, KeyFolder, PublicKeys},
    passport::LIFETIME_SECONDS,
};
use crate::{Ambient, serve};

/// Verifies the tokens that one subgraph is shown.
#[derive(Debug)]
pub struct Authenticator {
    audience: String,
    issuers: HashMap<String, Trust>,
    access: Option<AccessTokens>,
    ambient: Ambient,
}

/// Verifies users' access tokens: all that clients show the router.
#[derive(Debug)]
pub struct AccessTokens {
    keys: PublicKeys,
    ambient: Ambient,
}

#[derive(Debug)]
struct Trust {
    keys: PublicKeys,
    /// Whether it may also speak for itself, with the claim `svc`.
    is_service: bool,
}

/// The token is not one that counts here. Deliberately says no more: the reason goes to the log, not to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a valid passport is required")]
pub struct InvalidToken(&'static str);

const UNKNOWN_KEY: InvalidToken = InvalidToken("unknown key");

impl InvalidToken {
    /// Whether a newer set of public keys might know the token's key.
    #[must_use]
    pub fn is_of_unknown_key(self) -> bool {
        self == UNKNOWN_KEY
    }

    /// Why: for the log.
    #[must_use]
    pub fn reason(self) -> &'static str {
        self.0
    }
}

impl Authenticator {
    /// Accepts passports for `audience` from `issuers`; of these, `services` may also call on their own behalf.
    #[must_use]
    pub fn new(audience: &str, keys: &KeyFolder, issuers: &[String], services: &[String], ambient: Ambient) -> Self {
        let issuers = issuers
            .iter()
            .chain(services)
            .map(|issuer| {
                let trust = Trust { keys: keys.public_keys(issuer), is_service: services.contains(issuer) };
                (issuer.clone(), trust)
            })
            .collect();
        Self { audience: audience.to_owned(), issuers, access: None, ambient }
    }

    /// Also accepts users' access tokens: for a developer who calls a subgraph without the router.
    #[must_use]
    pub fn with_access_tokens(mut self, keys: &KeyFolder) -> Self {
        self.access = Some(AccessTokens::from_folder(keys, self.ambient.clone()));
        self
    }

    /// Whom `token` speaks for.
    pub fn verify(&self, token: &str) -> Result<Identity, InvalidToken> {
        let Header { typ, kid } = header(token)?;
        match (typ.as_deref(), &self.access) {
            (Some(PASSPORT), _) => self.passport(token, &kid),
            (Some(ACCESS_TOKEN), Some(access)) => {
                Ok(Identity { viewer: Some(access.viewer(token, &kid)?), service: None })
            }
            _ => Err(ANOTHER_TYPE),
        }
    }

    fn passport(&self, token: &str, kid: &str) -> Result<Identity, InvalidToken> {
        let now = self.ambient.now();
        // Which issuer's key verifies it decides whose passport it is; only then is `iss` compared.
        let (issuer, trust, key) = self
            .issuers
            .iter()
            .find_map(|(issuer, trust)| trust.keys.find(kid, now).map(|key| (issuer, trust, key)))
            .ok_or(UNKNOWN_KEY)?;
        let claims: PassportClaims = verified(token, &key, issuer, &self.audience)?;
        within(claims.iat, claims.exp, now)?;
        if claims.exp - claims.iat > LIFETIME_SECONDS {
            return Err(InvalidToken("a passport that holds too long"));
        }
        if claims.svc.as_ref().is_some_and(|service| !trust.is_service || service != issuer) {
            return Err(InvalidToken("a service it may not speak for"));
        }
        claims.identity().ok_or(InvalidToken("malformed ids"))
    }
}

impl AccessTokens {
    /// Accepts tokens whose keys the folder has published under [`access::KEY_NAME`], whenever that changes.
    #[must_use]
    pub fn from_folder(keys: &KeyFolder, ambient: Ambient) -> Self {
        Self { keys: keys.public_keys(access::KEY_NAME), ambient }
    }

    /// Accepts tokens whose keys are in `jwks`, a JSON Web Key Set.
    pub fn from_set(jwks: &[u8], ambient: Ambient) -> Result<Self, KeyError> {
        Ok(Self { keys: PublicKeys::fixed(jwks)?, ambient })
    }

    /// Whom `token` was made for.
    pub fn verify(&self, token: &str) -> Result<Viewer, InvalidToken> {
        let Header { typ, kid } = header(token)?;
        if typ.as_deref() != Some(ACCESS_TOKEN) {
            return Err(ANOTHER_TYPE);
        }
        self.viewer(token, &kid)
    }

    fn viewer(&self, token: &str, kid: &str) -> Result<Viewer, InvalidToken> {
        let now = self.ambient.now();
        let key = self.keys.find(kid, now).ok_or(UNKNOWN_KEY)?;
        let claims: AccessClaims = verified(token, &key, access::ISSUER, access::AUDIENCE)?;
        within(claims.iat, claims.exp, now)?;
        claims.viewer().ok_or(InvalidToken("malformed ids"))
    }
}

const ANOTHER_TYPE: InvalidToken = InvalidToken("another type of token");

/// What a token says of itself before it is verified.
struct Header {
    typ: Option<String>,
    kid: String,
}

fn header(token: &str) -> Result<Header, InvalidToken> {
    let header = decode_header(token).map_err(|_| InvalidToken("not a token"))?;
    if header.alg != Algorithm::EdDSA {
        return Err(InvalidToken("another algorithm"));
    }
    Ok(Header { typ: header.typ, kid: header.kid.ok_or(InvalidToken("no key id"))? })
}

fn verified<T: DeserializeOwned>(
    token: &str,
    key: &jsonwebtoken::DecodingKey,
    issuer: &str,
    audience: &str,
) -> Result<T, InvalidToken> {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[audience]);
    validation.set_required_spec_claims(&["iss", "aud", "exp"]);
    // Checked by `within`, against our own clock.
    validation.validate_exp = false;
    let TokenData { claims, .. } =
        decode(token, key, &validation).map_err(|_| InvalidToken("bad signature, issuer, audience or claims"))?;
    Ok(claims)
}

fn within(iat: i64, exp: i64, now: Timestamp) -> Result<(), InvalidToken> {
    let now = now.as_seconds();
    if now >= exp.saturating_add(LEEWAY_SECONDS) {
        return Err(InvalidToken("expired"));
    }
    if now < iat.saturating_sub(LEEWAY_SECONDS) || exp < iat {
        return Err(InvalidToken("not yet valid"));
    }
    Ok(())
}

/// The middleware in front of every path that serves data: puts the [`Identity`] into the request's extensions, or
/// answers 401. An in-process caller has put one there already; nothing that comes over a socket can.
pub async fn authenticate(
    State(authenticator): State<Arc<Authenticator>>,
    mut request: Request,
    next: Next,
) -> Response {
    if request.extensions().get::<Identity>().is_none() {
        let verified = bearer(request.headers()).map_or(Err(InvalidToken("none")), |token| authenticator.verify(token));
        match verified {
            Ok(identity) => {
                request.extensions_mut().insert(identity);
            }
            Err(error) => {
                tracing::debug!(reason = error.0, "refused");
                return unauthenticated(&error);
            }
        }
    }
    next.run(request).await
}

/// The token that a request shows (RFC 6750, section 2.1).
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
}

fn unauthenticated(error: &InvalidToken) -> Response {
    let refused = serve::refuse(StatusCode::UNAUTHORIZED, &error.to_string(), "UNAUTHENTICATED");
    ([(header::WWW_AUTHENTICATE, "Bearer")], refused).into_response()
}

#[cfg(test)]
mod tests;

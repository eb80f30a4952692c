//! Verifying whoever calls, before anything else looks at the request.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chat_model::Timestamp;
use http::{StatusCode, header};
use jsonwebtoken::{Algorithm, TokenData, Validation, decode, decode_header};
use serde::de::DeserializeOwned;

use super::{
    Identity,
    access::{self, LEEWAY_SECONDS},
    claims::{ACCESS_TOKEN, AccessClaims, PASSPORT, PassportClaims},
    keys::{KeyFolder, PublicKeys},
    passport::LIFETIME_SECONDS,
};
use crate::{Ambient, serve};

/// Verifies the tokens that one subgraph is shown.
#[derive(Debug)]
pub struct Authenticator {
    audience: String,
    issuers: HashMap<String, Trust>,
    access: Option<PublicKeys>,
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
        self.access = Some(keys.public_keys(access::KEY_NAME));
        self
    }

    /// Whom `token` speaks for.
    pub fn verify(&self, token: &str) -> Result<Identity, InvalidToken> {
        let header = decode_header(token).map_err(|_| InvalidToken("not a token"))?;
        if header.alg != Algorithm::EdDSA {
            return Err(InvalidToken("another algorithm"));
        }
        let kid = header.kid.ok_or(InvalidToken("no key id"))?;
        match (header.typ.as_deref(), &self.access) {
            (Some(PASSPORT), _) => self.passport(token, &kid),
            (Some(ACCESS_TOKEN), Some(keys)) => self.access_token(token, &kid, keys),
            _ => Err(InvalidToken("another type of token")),
        }
    }

    fn passport(&self, token: &str, kid: &str) -> Result<Identity, InvalidToken> {
        let now = self.ambient.now();
        // Which issuer's key verifies it decides whose passport it is; only then is `iss` compared.
        let (issuer, trust, key) = self
            .issuers
            .iter()
            .find_map(|(issuer, trust)| trust.keys.find(kid, now).map(|key| (issuer, trust, key)))
            .ok_or(InvalidToken("unknown key"))?;
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

    fn access_token(&self, token: &str, kid: &str, keys: &PublicKeys) -> Result<Identity, InvalidToken> {
        let now = self.ambient.now();
        let key = keys.find(kid, now).ok_or(InvalidToken("unknown key"))?;
        let claims: AccessClaims = verified(token, &key, access::ISSUER, access::AUDIENCE)?;
        within(claims.iat, claims.exp, now)?;
        let viewer = claims.viewer().ok_or(InvalidToken("malformed ids"))?;
        Ok(Identity { viewer: Some(viewer), service: None })
    }
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
        let token = request
            .headers()
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim());
        let verified = token.map_or(Err(InvalidToken("none")), |token| authenticator.verify(token));
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

fn unauthenticated(error: &InvalidToken) -> Response {
    let refused = serve::refuse(StatusCode::UNAUTHORIZED, &error.to_string(), "UNAUTHENTICATED");
    ([(header::WWW_AUTHENTICATE, "Bearer")], refused).into_response()
}

#[cfg(test)]
mod tests;

//! The configuration file of `router serve`: YAML, every entry optional, unknown entries refused.
//!
//! ```yaml
//! subgraphs:                 # where they are, unless the supergraph is right about it
//!   books: { url: "http://127.0.0.1:4001/graphql" }
//!   reviews: { url: "unix:///run/reviews.sock:/graphql" }
//! forward_headers: [accept-language]   # of the client's, to every subgraph
//! override_labels: [new-reviews]       # of `@override(label:)`
//! introspection: true        # by default in development only
//! limits:
//!   body_bytes: 131072
//! ```

use std::{collections::BTreeMap, num::NonZeroUsize};

use http::HeaderName;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::transport::{Address, AddressError};

/// What a configuration file says.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Subgraphs by name. One that is not named is where the supergraph says.
    pub subgraphs: BTreeMap<String, Subgraph>,
    /// Headers of the client's request that every subgraph gets too. None unless named.
    pub forward_headers: Vec<ForwardedHeader>,
    /// Which labels of `@override(label:)` are on for every request; `percent(…)` decides for itself.
    pub override_labels: Vec<String>,
    /// Whether clients may ask for the schema. By default they may in development only.
    pub introspection: Option<bool>,
    /// How much of anything there may be.
    pub limits: Limits,
}

/// What is said of one subgraph.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subgraph {
    /// Where it is.
    pub url: Url,
}

/// How much of anything there may be.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// The largest request, in bytes.
    pub body_bytes: NonZeroUsize,
    /// The largest `variables` of a request, in bytes of its JSON.
    pub variables_bytes: NonZeroUsize,
    /// The most tokens in a document.
    pub tokens: NonZeroUsize,
    /// How deep a document may be nested.
    pub recursion: NonZeroUsize,
    /// The largest answer of a subgraph, in bytes.
    pub answer_bytes: NonZeroUsize,
    /// Requests to one subgraph that may be under way at a time.
    pub requests_per_subgraph: NonZeroUsize,
    /// How large the plans that are kept may become together, in bytes.
    pub plan_cache_bytes: NonZeroUsize,
}

impl Default for Limits {
    fn default() -> Self {
        const fn of(number: usize) -> NonZeroUsize {
            match NonZeroUsize::new(number) {
                Some(number) => number,
                None => NonZeroUsize::MIN,
            }
        }
        Self {
            body_bytes: of(128 * 1024),
            variables_bytes: of(64 * 1024),
            tokens: of(1_000),
            recursion: of(64),
            answer_bytes: of(8 * 1024 * 1024),
            requests_per_subgraph: of(256),
            plan_cache_bytes: of(32 * 1024 * 1024),
        }
    }
}

/// An [`Address`] in a file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(description = "`http://`, `https://`, `h2c://` or `unix:///socket:/path`", extend("pattern" = "^(https?://|h2c://|unix://|node:)"))]
pub struct Url(#[schemars(with = "String")] pub Address);

impl TryFrom<String> for Url {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        text.parse().map(Self)
    }
}

/// The name of a header that may be passed on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
pub struct ForwardedHeader(#[schemars(with = "String")] pub HeaderName);

/// The header cannot be passed on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForwardedHeaderError {
    /// It cannot be one.
    #[error("`{0}` is not the name of a header")]
    NotAName(String),
    /// It speaks of the client's connection or of the client's body.
    #[error("`{0}` cannot be passed on: the router sets it itself, or it is about the connection")]
    Ours(String),
}

/// What is about a connection (RFC 9110, section 7.6.1), about a body, or what the router sets.
const OURS: [&str; 20] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "traceparent",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-deadline-ms",
    "x-request-id",
];

impl TryFrom<String> for ForwardedHeader {
    type Error = ForwardedHeaderError;

    fn try_from(text: String) -> Result<Self, ForwardedHeaderError> {
        let Ok(name) = text.parse::<HeaderName>() else { return Err(ForwardedHeaderError::NotAName(text)) };
        if OURS.contains(&name.as_str()) { Err(ForwardedHeaderError::Ours(text)) } else { Ok(Self(name)) }
    }
}

/// A configuration file cannot be used. Says on which line.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

impl Config {
    /// Reads a configuration. An empty one is the default.
    pub fn parse(yaml: &str) -> Result<Self, ConfigError> {
        // A document of nothing but comments has no value to read.
        if yaml.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
            return Ok(Self::default());
        }
        serde_saphyr::from_str(yaml).map_err(|error| ConfigError(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_optional() {
        for yaml in ["", "# nothing\n", "limits: {}\n"] {
            let config = Config::parse(yaml).unwrap();
            assert!(config.subgraphs.is_empty() && config.forward_headers.is_empty(), "{yaml}");
            assert_eq!(config.limits.body_bytes.get(), 128 * 1024);
        }
        let config = Config::parse("subgraphs:\n  books: { url: 'h2c://books:1/graphql' }\nforward_headers: [Authorization]\nlimits: { tokens: 5 }\n").unwrap();
        assert_eq!(config.subgraphs["books"].url.0.to_string(), "h2c://books:1/graphql");
        assert_eq!(config.forward_headers[0].0, "authorization");
        assert_eq!(config.limits.tokens.get(), 5);
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        for (yaml, line, words) in [
            ("limits:\n  tokes: 5\n", "2", "tokes"),
            ("subgraphs:\n  books:\n    url: ftp://books\n", "3", "http, https, h2c or unix"),
            ("forward_headers:\n  - accept-language\n  - host\n", "3", "`host` cannot be passed on"),
            ("limits:\n  tokens: 0\n", "2", "nonzero"),
            ("subgraphs: [\n", "2", ""),
        ] {
            let error = Config::parse(yaml).unwrap_err().to_string();
            assert!(error.contains(words) && error.contains(line), "{yaml}\n{error}");
        }
    }
}

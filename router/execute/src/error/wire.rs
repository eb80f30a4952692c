//! The errors of an answer, as they stand in it. Section 7.1.2 of the specification.

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::MAX_ERRORS;
use crate::merge::WireSegment;

/// An error of a subgraph. Its locations are in a document that no client has seen.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct WireError {
    #[serde(default = "no_message")]
    pub message: String,
    #[serde(default)]
    pub path: Option<Vec<WireSegment>>,
    #[serde(default)]
    pub extensions: Option<Map<String, Json>>,
}

/// The errors of an answer, as many as a response may have; nothing if that is not what they are.
pub(crate) fn parse(errors: &[u8]) -> Option<Vec<WireError>> {
    let mut errors: Vec<WireError> = serde_json::from_slice(errors).ok()?;
    errors.truncate(MAX_ERRORS);
    Some(errors)
}

fn no_message() -> String {
    "the subgraph gave no message".to_owned()
}

//! The errors of an answer, as they stand in it. Section 7.1.2 of the specification.

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::MAX_ERRORS;
use crate::merge::WireSegment;

/// An error of a subgraph. Its locations are in a document that no client has seen.
#[derive(Debug, Clone)]
pub(crate) struct WireError {
    pub message: String,
    pub path: Option<Vec<WireSegment>>,
    pub extensions: Option<Map<String, Json>>,
}

/// The errors of an answer, as many as a response may have; nothing if that is not what they are.
///
/// A part of an error that is not what it should be is left out: what the subgraph had to say of it is still worth more than
/// nothing, and the data beside it is not to blame.
pub(crate) fn parse(errors: &[u8]) -> Option<Vec<WireError>> {
    let mut errors: Vec<Json> = serde_json::from_slice(errors).ok()?;
    errors.truncate(MAX_ERRORS);
    errors.into_iter().map(WireError::of).collect()
}

impl WireError {
    fn of(error: Json) -> Option<Self> {
        let Json::Object(mut error) = error else { return None };
        let mut part = |name: &str| error.remove(name);
        Some(Self {
            message: match part("message") {
                Some(Json::String(message)) => message,
                _ => no_message(),
            },
            path: part("path").and_then(|path| Vec::deserialize(path).ok()),
            extensions: match part("extensions") {
                Some(Json::Object(extensions)) => Some(extensions),
                _ => None,
            },
        })
    }
}

fn no_message() -> String {
    "the subgraph gave no message".to_owned()
}

//! Reading the texts and ids of inputs.

use async_graphql::ID;
use chat_model::text::{self, InvalidText};
use uuid::Uuid;

use super::error::{ErrorCode, UserError};

/// Text of several lines.
pub(super) fn block(field: &str, value: &str, max: usize) -> Result<String, UserError> {
    text::block(value, max).map(str::to_owned).map_err(|error| {
        let code = match error {
            InvalidText::TooLong { .. } => ErrorCode::TooLong,
            InvalidText::Empty | InvalidText::Character => ErrorCode::InvalidInput,
        };
        UserError::at(field, code, error.to_string())
    })
}

/// A UUID in its one canonical spelling, so that two nonces are equal if they look equal.
pub(super) fn nonce(field: &str, value: &ID) -> Result<Uuid, UserError> {
    Uuid::try_parse(value)
        .ok()
        .filter(|uuid| uuid.to_string() == value.as_str())
        .ok_or_else(|| invalid(field, "must be a UUID in lower case with hyphens"))
}

/// The error that `field` is wrong.
pub(super) fn invalid(field: &str, why: impl Into<String>) -> UserError {
    UserError::at(field, ErrorCode::InvalidInput, why)
}

//! Reading the texts and ids of inputs.

use std::collections::BTreeSet;

use async_graphql::{ID, MaybeUndefined};
use chat_model::{ChannelId, UserId, id::User, text};

use super::error::{ErrorCode, UserError};

/// The channel that `id` names, or the error that there is none.
pub(super) fn channel_id(id: &ID) -> Result<ChannelId, UserError> {
    chat_graph::input::id(id).ok_or_else(UserError::no_channel)
}

/// The users that `ids` name, each once.
pub(super) fn user_ids(field: &str, ids: &[ID], max: usize) -> Result<BTreeSet<UserId>, UserError> {
    if ids.len() > max {
        return Err(UserError::at(field, ErrorCode::InvalidInput, format!("at most {max}")));
    }
    ids.iter()
        .map(|id| {
            chat_graph::input::id::<User>(id)
                .ok_or_else(|| UserError::at(field, ErrorCode::InvalidInput, "not the id of a user"))
        })
        .collect()
}

/// One line of text.
pub(super) fn line(field: &str, value: &str, max: usize) -> Result<String, UserError> {
    text::line(value, max).map(|text| text.trim().to_owned()).map_err(|error| invalid(field, error))
}

/// Text of several lines.
pub(super) fn block(field: &str, value: &str, max: usize) -> Result<String, UserError> {
    text::block(value, max).map(str::to_owned).map_err(|error| invalid(field, error))
}

/// A text that may be absent; empty counts as absent.
pub(super) fn optional(
    field: &str,
    value: Option<&str>,
    max: usize,
    read: fn(&str, &str, usize) -> Result<String, UserError>,
) -> Result<Option<String>, UserError> {
    match value {
        None | Some("") => Ok(None),
        Some(value) => read(field, value, max).map(Some),
    }
}

/// A text that may be left as it is, removed, or set; empty removes it.
pub(super) fn change(
    field: &str,
    value: &MaybeUndefined<String>,
    max: usize,
    read: fn(&str, &str, usize) -> Result<String, UserError>,
) -> Result<Option<Option<String>>, UserError> {
    match value {
        MaybeUndefined::Undefined => Ok(None),
        MaybeUndefined::Null => Ok(Some(None)),
        MaybeUndefined::Value(value) => optional(field, Some(value), max, read).map(Some),
    }
}

/// The error that `field` is wrong.
pub(super) fn invalid(field: &str, why: impl ToString) -> UserError {
    UserError::at(field, ErrorCode::InvalidInput, why.to_string())
}

//! Expected failures, as clients see them.

use std::sync::Arc;

use async_graphql::SimpleObject;
use chat_graph::Fault;
use chat_store::StoreError;

use super::message::Message;
use crate::{
    authority::AUTHORITY,
    domain::{self, Refusal},
    store::send::SendRefusal,
};

chat_graph::user_errors! {
    codes: {
        NotAMember = "NOT_A_MEMBER",
        Muted = "MUTED",
        Archived = "ARCHIVED",
        SlowMode = "SLOW_MODE",
        TooLong = "TOO_LONG",
        NonceReused = "NONCE_REUSED",
        EditConflict = "EDIT_CONFLICT",
        Blocked = "BLOCKED",
    }
    kinds: { EditConflict(EditConflict) }
}

/// Someone edited first: here is what they wrote.
#[derive(Debug, Clone, SimpleObject)]
pub struct EditConflict {
    /// What clients decide by.
    pub code: ErrorCode,
    /// What developers read.
    pub message: String,
    /// Which input it is about, as the path to it.
    pub path: Option<Vec<String>>,
    /// The message as it is now.
    pub current: Message,
}

impl UserError {
    /// There is no such channel, or none that this viewer may know of.
    pub(super) fn no_channel() -> Self {
        Self::at("channelId", ErrorCode::NotFound, "there is no such channel")
    }

    /// There is no such message, or none that this viewer may know of.
    pub(super) fn no_message() -> Self {
        Self::at("messageId", ErrorCode::NotFound, "there is no such message")
    }

    /// `service` is needed and does not answer: later the same may succeed.
    pub(super) fn unavailable(service: &str) -> Self {
        Self::new(ErrorCode::Unavailable, format!("{service} cannot be asked now"))
    }

    /// Someone else made `current` of it.
    pub(super) fn edit_conflict(current: Arc<domain::Message>) -> Self {
        Self::EditConflict(EditConflict {
            code: ErrorCode::EditConflict,
            message: "someone edited this message meanwhile".to_owned(),
            path: Some(vec!["input".to_owned(), "expectedVersion".to_owned()]),
            current: current.into(),
        })
    }

    /// `refusal`, where what was not found is `missing`.
    pub(super) fn refused(refusal: Refusal, missing: fn() -> Self) -> Self {
        match refusal {
            Refusal::NotFound => missing(),
            Refusal::NotAMember => Self::new(ErrorCode::NotAMember, "join the channel first"),
            Refusal::Muted => Self::new(ErrorCode::Muted, "you are muted in this channel"),
            Refusal::Archived => Self::new(ErrorCode::Archived, "the channel is archived"),
            Refusal::Forbidden => Self::new(ErrorCode::Forbidden, "you may not do this here"),
            Refusal::Unknown => Self::unavailable(AUTHORITY),
        }
    }
}

impl From<SendRefusal> for UserError {
    fn from(refusal: SendRefusal) -> Self {
        match refusal {
            SendRefusal::NonceReused => {
                Self::at("nonce", ErrorCode::NonceReused, "this nonce was used for another message")
            }
            SendRefusal::SlowMode { retry_after } => Self::RateLimited(RateLimited {
                code: ErrorCode::SlowMode,
                message: "slow mode: wait before you send again".to_owned(),
                path: None,
                retry_after_ms: i32::try_from(retry_after.as_millis()).unwrap_or(i32::MAX),
            }),
        }
    }
}

/// Why a mutation changes nothing.
pub(super) enum Failure {
    /// For the payload.
    Refused(UserError),
    /// For the top-level errors.
    Fault(Fault),
}

impl Failure {
    /// For the payload, unless it is a fault.
    pub(super) fn expected(self) -> Result<Vec<UserError>, Fault> {
        match self {
            Self::Refused(error) => Ok(vec![error]),
            Self::Fault(fault) => Err(fault),
        }
    }
}

impl From<UserError> for Failure {
    fn from(error: UserError) -> Self {
        Self::Refused(error)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match fault {
            // A mutation's client finds what to do next in its payload, this too: try again with the same nonce.
            Fault::Unavailable { service } => Self::Refused(UserError::unavailable(service)),
            fault => Self::Fault(fault),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

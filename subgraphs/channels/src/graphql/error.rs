//! Expected failures, as clients see them.

use crate::{domain::Refusal, store::update::UpdateRefusal};

chat_graph::user_errors! {
    codes: {
        NameTaken = "NAME_TAKEN",
        InviteExpired = "INVITE_EXPIRED",
        Banned = "BANNED",
        AlreadyMember = "ALREADY_MEMBER",
        Archived = "ARCHIVED",
        LastOwner = "LAST_OWNER",
    }
    kinds: {}
}

impl UserError {
    /// There is no such channel, or none that this viewer may know of.
    pub fn no_channel() -> Self {
        Self::at("channelId", ErrorCode::NotFound, "there is no such channel")
    }
}

impl From<Refusal> for UserError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound => Self::no_channel(),
            Refusal::Forbidden => Self::new(ErrorCode::Forbidden, "your role does not allow this"),
            Refusal::Archived => Self::new(ErrorCode::Archived, "the channel is archived"),
            Refusal::Banned => Self::new(ErrorCode::Banned, "you are banned from this channel"),
            Refusal::LastOwner => Self::new(ErrorCode::LastOwner, "hand the channel over first: it needs an owner"),
            Refusal::NameTaken => Self::at("name", ErrorCode::NameTaken, "another channel has this name"),
            Refusal::KeyReused => {
                Self::at("idempotencyKey", ErrorCode::Conflict, "this key was used for another channel")
            }
        }
    }
}

impl From<UpdateRefusal> for UserError {
    fn from(refusal: UpdateRefusal) -> Self {
        match refusal {
            UpdateRefusal::Refused(refusal) => refusal.into(),
            UpdateRefusal::NameNeeded => Self::at("name", ErrorCode::InvalidInput, "such a channel needs a name"),
        }
    }
}

//! What channels tells of memberships.

use chat_model::{ChannelId, MembershipId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalog::Data;

/// One user in one channel, at one version of the membership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MembershipState {
    /// Which.
    #[schemars(with = "String")]
    pub id: MembershipId,
    /// In which channel.
    #[schemars(with = "String")]
    pub channel_id: ChannelId,
    /// Who.
    #[schemars(with = "String")]
    pub user_id: UserId,
    /// As what.
    pub role: Role,
    /// Until when they may not write.
    #[schemars(with = "Option<String>")]
    pub muted_until: Option<Timestamp>,
}

/// What a member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Role {
    /// All.
    Owner,
    /// Keep order.
    Moderator,
    /// Talk.
    Member,
    /// Talk, and nothing more.
    Guest,
}

/// Somebody is not in a channel any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MembershipGone {
    /// Which membership it was.
    #[schemars(with = "String")]
    pub id: MembershipId,
    /// In which channel.
    #[schemars(with = "String")]
    pub channel_id: ChannelId,
    /// Who.
    #[schemars(with = "String")]
    pub user_id: UserId,
    /// Why.
    pub reason: RemovalReason,
}

/// Why somebody is not in a channel any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum RemovalReason {
    /// They left.
    Left,
    /// Somebody removed them.
    Kicked,
    /// Somebody removed them, and they may not come back.
    Banned,
}

impl Data for MembershipState {
    fn subject(&self) -> String {
        self.id.to_string()
    }

    fn key(&self) -> Uuid {
        self.channel_id.uuid()
    }
}

impl Data for MembershipGone {
    fn subject(&self) -> String {
        self.id.to_string()
    }

    fn key(&self) -> Uuid {
        self.channel_id.uuid()
    }
}

//! What channels tells of channels.

use chat_model::{ChannelId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalog::Data;

/// All that other services may know of a channel, at one version of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelState {
    /// Which.
    #[schemars(with = "String")]
    pub id: ChannelId,
    /// Who may find and join it.
    pub kind: ChannelKind,
    /// What it is called; nothing for DIRECT and unnamed GROUP channels.
    pub name: Option<String>,
    /// What is being talked about.
    pub topic: Option<String>,
    /// Since when nobody may write.
    #[schemars(with = "Option<String>")]
    pub archived_at: Option<Timestamp>,
    /// Seconds between two messages of one author; 0 is none.
    pub slow_mode_seconds: u32,
    /// After how many days messages go; never if none.
    pub retention_days: Option<u32>,
}

/// Who may find and join a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum ChannelKind {
    /// Everyone.
    Public,
    /// Whoever was added.
    Private,
    /// Two people, or one alone.
    Direct,
    /// A few people.
    Group,
}

/// A channel is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelGone {
    /// Which.
    #[schemars(with = "String")]
    pub id: ChannelId,
}

impl Data for ChannelState {
    fn subject(&self) -> String {
        self.id.to_string()
    }

    fn key(&self) -> Uuid {
        self.id.uuid()
    }
}

impl Data for ChannelGone {
    fn subject(&self) -> String {
        self.id.to_string()
    }

    fn key(&self) -> Uuid {
        self.id.uuid()
    }
}

//! What messages tells of messages. Never their text.

use chat_model::{ChannelId, MessageId, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalog::Data;

/// A message was posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessagePosted {
    /// Which.
    #[schemars(with = "String")]
    pub id: MessageId,
    /// In which channel.
    #[schemars(with = "String")]
    pub channel_id: ChannelId,
    /// Its place there.
    pub sequence: u64,
    /// Who wrote it; nobody if the system did.
    #[schemars(with = "Option<String>")]
    pub author_id: Option<UserId>,
    /// Whom it names, each once.
    #[schemars(with = "Vec<String>")]
    pub mentioned_ids: Vec<UserId>,
}

/// A message was edited or deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageChanged {
    /// Which.
    #[schemars(with = "String")]
    pub id: MessageId,
    /// In which channel.
    #[schemars(with = "String")]
    pub channel_id: ChannelId,
    /// Its place there.
    pub sequence: u64,
}

/// Somebody has reported a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageReported {
    /// Which.
    #[schemars(with = "String")]
    pub id: MessageId,
    /// In which channel.
    #[schemars(with = "String")]
    pub channel_id: ChannelId,
    /// Who reported it.
    #[schemars(with = "String")]
    pub reporter_id: UserId,
}

impl Data for MessagePosted {
    fn subject(&self) -> String {
        self.id.to_string()
    }

    fn key(&self) -> Uuid {
        self.channel_id.uuid()
    }
}

impl Data for MessageChanged {
    fn subject(&self) -> String {
        self.id.to_string()
    }

    fn key(&self) -> Uuid {
        self.channel_id.uuid()
    }
}

impl Data for MessageReported {
    fn subject(&self) -> String {
        self.id.to_string()
    }

    fn key(&self) -> Uuid {
        self.channel_id.uuid()
    }
}

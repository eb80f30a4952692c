//! What users tells of sessions.

use chat_model::{SessionId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalog::Data;

/// A session was ended before its time: its access tokens count no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionRevoked {
    /// Which.
    #[schemars(with = "String")]
    pub id: SessionId,
    /// Whose.
    #[schemars(with = "String")]
    pub user_id: UserId,
    /// When the last access token of the session ends by itself: until then it must be refused.
    #[schemars(with = "String")]
    pub tokens_end_at: Timestamp,
}

impl Data for SessionRevoked {
    fn subject(&self) -> String {
        self.user_id.to_string()
    }

    fn key(&self) -> Uuid {
        self.user_id.uuid()
    }
}

//! What users tells of accounts.

use chat_model::{Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalog::Data;

/// All that everybody may know of a user, at one version of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserState {
    /// Who.
    #[schemars(with = "String")]
    pub id: UserId,
    /// How they are called, unique among all.
    pub username: String,
    /// How they want to be shown.
    pub display_name: String,
    /// Whether it is a program.
    pub is_bot: bool,
}

/// One user blocks another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserBlock {
    /// Who blocks.
    #[schemars(with = "String")]
    pub user_id: UserId,
    /// Whom.
    #[schemars(with = "String")]
    pub blocked_id: UserId,
}

/// What a user lets others see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserSettings {
    /// Who.
    #[schemars(with = "String")]
    pub id: UserId,
    /// Whether others see how far they have read.
    pub shows_read_receipts: bool,
}

/// A user may do nothing for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserSuspension {
    /// Who.
    #[schemars(with = "String")]
    pub id: UserId,
    /// Until when; until it is taken back if there is none.
    #[schemars(with = "Option<String>")]
    pub until: Option<Timestamp>,
}

/// A user's account is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserGone {
    /// Who.
    #[schemars(with = "String")]
    pub id: UserId,
}

impl Data for UserState {
    fn subject(&self) -> String {
        self.id.to_string()
    }

    fn key(&self) -> Uuid {
        self.id.uuid()
    }
}

impl Data for UserBlock {
    fn subject(&self) -> String {
        self.user_id.to_string()
    }

    fn key(&self) -> Uuid {
        self.user_id.uuid()
    }

    fn aggregate(&self) -> String {
        format!("{}/{}", self.user_id, self.blocked_id)
    }
}

impl Data for UserSettings {
    fn subject(&self) -> String {
        self.id.to_string()
    }

    fn key(&self) -> Uuid {
        self.id.uuid()
    }
}

impl Data for UserSuspension {
    fn subject(&self) -> String {
        self.id.to_string()
    }

    fn key(&self) -> Uuid {
        self.id.uuid()
    }
}

impl Data for UserGone {
    fn subject(&self) -> String {
        self.id.to_string()
    }

    fn key(&self) -> Uuid {
        self.id.uuid()
    }
}

//! The table `verdicts`: what channels last said of each user in each channel.

use sea_orm::entity::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "verdicts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    pub version: i32,
    pub kind: String,
    pub can_read: bool,
    pub can_post: bool,
    pub role: Option<String>,
    pub muted_until: Option<i64>,
    pub banned_until: Option<i64>,
    pub archived_at: Option<i64>,
    pub slow_mode_seconds: i32,
    pub heard_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

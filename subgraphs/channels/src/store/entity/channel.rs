//! The table `channels`.

use sea_orm::entity::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "channels")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub name: Option<String>,
    pub name_key: Option<String>,
    pub public_name_key: Option<String>,
    pub people_key: Option<Vec<u8>>,
    pub topic: Option<String>,
    pub description: Option<String>,
    pub created_by: Uuid,
    pub created_at: i64,
    pub archived_at: Option<i64>,
    pub slow_mode_seconds: i32,
    pub retention_days: Option<i32>,
    pub member_count: i32,
    pub active_at: i64,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

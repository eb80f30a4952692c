//! Names of users as users tells them, in the order of its log.

use chat_bus::migration::create_inboxes;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// On SQLite too: half a migration would be in the way of the next start.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_inboxes(manager).await?;
        // Zero is older than all that users tells: what a token told.
        let version = ColumnDef::new("version").integer().not_null().default(0).to_owned();
        manager.alter_table(Table::alter().table("user_names").add_column(version).to_owned()).await
    }
}

//! What channels said of users, for when it cannot be asked.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// On SQLite too: half a migration would be in the way of the next start.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("verdicts")
                    .col(uuid("channel_id"))
                    .col(uuid("user_id"))
                    // Of two verdicts on one user the greater is the newer, and of equal ones what was heard later.
                    .col(integer("version"))
                    .col(text("kind"))
                    .col(boolean("can_read"))
                    .col(boolean("can_post"))
                    .col(text_null("role"))
                    .col(big_integer_null("muted_until"))
                    .col(big_integer_null("banned_until"))
                    .col(big_integer_null("archived_at"))
                    .col(integer("slow_mode_seconds"))
                    .col(big_integer("heard_at"))
                    .primary_key(Index::create().col("channel_id").col("user_id"))
                    .to_owned(),
            )
            .await
    }
}

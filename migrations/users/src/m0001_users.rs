//! Users, what only they may know (credentials apart from the public row), their former names, sessions and tokens.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// On SQLite too: half a migration would be in the way of the next start.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        // Names are compared and sorted by their bytes, on every server: a prefix is then a range of the index, whatever
        // language the database was made for.
        let name_key = || {
            let mut column = text("username_key");
            if postgres {
                column.extra(r#"COLLATE "C""#);
            }
            column
        };

        manager
            .create_table(
                Table::create()
                    .table("users")
                    .col(uuid("id").primary_key())
                    .col(text("username"))
                    // The name as names are compared.
                    .col(name_key().unique_key())
                    .col(text("display_name"))
                    .col(text_null("bio"))
                    .col(text("role"))
                    .col(boolean("is_bot"))
                    .col(big_integer("created_at"))
                    .col(big_integer_null("deleted_at"))
                    // Grows with every change of what others see.
                    .col(integer("version").default(1))
                    .to_owned(),
            )
            .await?;
        // What the list of users walks: the names of those who are still there.
        manager
            .get_connection()
            .execute_unprepared("CREATE INDEX users_listed ON users (username_key) WHERE deleted_at IS NULL")
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("credentials")
                    .col(uuid("user_id").primary_key())
                    .col(text("email"))
                    // The address as addresses are compared.
                    .col(text("email_key").unique_key())
                    .col(big_integer_null("email_verified_at"))
                    // A PHC string: algorithm, parameters, salt, hash.
                    .col(text("password_hash"))
                    .foreign_key(&mut cascade("credentials", "user_id", "users"))
                    .to_owned(),
            )
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("previous_usernames")
                    .col(uuid("user_id"))
                    .col(name_key())
                    .col(text("username"))
                    .col(big_integer("until"))
                    .primary_key(Index::create().col("user_id").col("username_key"))
                    .foreign_key(&mut cascade("previous_usernames", "user_id", "users"))
                    .to_owned(),
            )
            .await?;
        // Whether a name was somebody else's not long ago.
        manager
            .create_index(
                Index::create()
                    .name("previous_usernames_by_name")
                    .table("previous_usernames")
                    .col("username_key")
                    .col("until")
                    .to_owned(),
            )
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("sessions")
                    .col(uuid("id").primary_key())
                    .col(uuid("user_id"))
                    .col(text_null("user_agent"))
                    .col(big_integer("created_at"))
                    .col(big_integer("last_used_at"))
                    .col(big_integer("expires_at"))
                    .foreign_key(&mut cascade("sessions", "user_id", "users"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("sessions_by_use")
                    .table("sessions")
                    .col("user_id")
                    .col("last_used_at")
                    .col("id")
                    .to_owned(),
            )
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("refresh_tokens")
                    // SHA-256 of the token: whoever reads this table cannot use it.
                    .col(binary("token_hash").primary_key())
                    .col(uuid("session_id"))
                    .col(big_integer("expires_at"))
                    // A spent token stays until it would have expired, so that its reuse is noticed.
                    .col(big_integer_null("spent_at"))
                    // A revoked session is gone, and its tokens with it.
                    .foreign_key(&mut cascade("refresh_tokens", "session_id", "sessions"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("refresh_tokens_of_session")
                    .table("refresh_tokens")
                    .col("session_id")
                    .col("expires_at")
                    .to_owned(),
            )
            .await
    }
}

fn cascade(from: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(from, column).to(to, "id").on_delete(ForeignKeyAction::Cascade).to_owned()
}

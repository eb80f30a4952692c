//! Channels, who is in them, who is banned from them, and the keys that make creating one safe to repeat.

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
                    .table("channels")
                    .col(uuid("id").primary_key())
                    .col(text("kind"))
                    .col(text_null("name"))
                    // The name as names are compared. Only a public channel's is unique: else a stranger could find out
                    // a private one's by taking it.
                    .col(text_null("name_key"))
                    .col(text_null("public_name_key").unique_key())
                    // A hash of who is in a DIRECT or GROUP channel, so that there is one per set of people.
                    .col(binary_null("people_key").unique_key())
                    .col(text_null("topic"))
                    .col(text_null("description"))
                    .col(uuid("created_by"))
                    .col(big_integer("created_at"))
                    .col(big_integer_null("archived_at"))
                    .col(integer("slow_mode_seconds").default(0))
                    .col(integer_null("retention_days"))
                    .col(integer("member_count"))
                    .col(big_integer("active_at"))
                    // Grows with every change of the channel or of its memberships.
                    .col(integer("version").default(1))
                    .to_owned(),
            )
            .await?;
        for (name, columns) in [
            ("channels_by_activity", "active_at, id"),
            ("channels_by_name", "name_key, id"),
            ("channels_by_members", "member_count, id"),
            ("channels_by_creation", "created_at, id"),
        ] {
            // Listed are only public channels, which are those with this key.
            let sql = format!("CREATE INDEX {name} ON channels ({columns}) WHERE public_name_key IS NOT NULL");
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        manager
            .get_connection()
            .execute_unprepared("CREATE INDEX private_channels_by_name ON channels (name_key) WHERE kind = 'PRIVATE'")
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("memberships")
                    .col(uuid("id").primary_key())
                    .col(uuid("channel_id"))
                    .col(uuid("user_id"))
                    .col(text("role"))
                    .col(big_integer("joined_at"))
                    .col(uuid_null("invited_by"))
                    .col(big_integer_null("muted_until"))
                    .col(text("notifications").default("ALL"))
                    .col(boolean("is_favorite").default(false))
                    .col(boolean("is_hidden").default(false))
                    .foreign_key(ForeignKey::create().from("memberships", "channel_id").to("channels", "id"))
                    .to_owned(),
            )
            .await?;
        for (name, columns, unique) in [
            ("membership_of_user", vec!["channel_id", "user_id"], true),
            ("memberships_by_age", vec!["channel_id", "joined_at", "id"], false),
            ("memberships_by_user", vec!["user_id", "id"], false),
        ] {
            let mut index = Index::create();
            index.name(name).table("memberships");
            for column in columns {
                index.col(column);
            }
            if unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }

        manager
            .create_table(
                Table::create()
                    .table("bans")
                    .col(uuid("channel_id"))
                    .col(uuid("user_id"))
                    .col(uuid("banned_by"))
                    .col(text_null("reason"))
                    .col(big_integer("created_at"))
                    .col(big_integer_null("expires_at"))
                    .primary_key(Index::create().col("channel_id").col("user_id"))
                    .foreign_key(ForeignKey::create().from("bans", "channel_id").to("channels", "id"))
                    .to_owned(),
            )
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("user_names")
                    .col(uuid("user_id").primary_key())
                    .col(text("name"))
                    // When the access token that told the name ends, in seconds: the later, the newer the name.
                    .col(big_integer("as_of"))
                    .to_owned(),
            )
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("channel_creations")
                    .col(uuid("creator_id"))
                    .col(text("idempotency_key"))
                    .col(binary("content_hash"))
                    .col(uuid("channel_id"))
                    .primary_key(Index::create().col("creator_id").col("idempotency_key"))
                    .to_owned(),
            )
            .await
    }
}

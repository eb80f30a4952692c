//! Messages and their order, the keys that make sending safe to repeat, former texts, and who has read how far.

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
                    .table("channel_heads")
                    .col(uuid("channel_id").primary_key())
                    // Whoever sends holds this row's lock until the commit: that is what makes sequences dense.
                    .col(big_integer("last_sequence"))
                    .to_owned(),
            )
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("messages")
                    .col(uuid("id").primary_key())
                    .col(uuid("channel_id"))
                    .col(big_integer("sequence"))
                    .col(uuid_null("author_id"))
                    .col(text("kind"))
                    .col(text("body"))
                    .col(uuid_null("reply_to_id"))
                    .col(uuid_null("nonce"))
                    .col(big_integer("created_at"))
                    .col(big_integer_null("edited_at"))
                    .col(big_integer_null("deleted_at"))
                    .col(uuid_null("deleted_by"))
                    .col(text_null("delete_reason"))
                    .col(integer("version").default(1))
                    .to_owned(),
            )
            .await?;
        for (name, columns, unique) in [
            ("message_in_channel", vec!["channel_id", "sequence"], true),
            // To jump to a date.
            ("messages_by_time", vec!["channel_id", "created_at", "sequence"], false),
            // An author's latest message, for slow mode.
            ("messages_by_author", vec!["channel_id", "author_id", "sequence"], false),
        ] {
            let mut index = Index::create();
            index.name(name).table("messages");
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
                    .table("message_nonces")
                    .col(uuid("channel_id"))
                    .col(uuid("author_id"))
                    .col(uuid("nonce"))
                    .col(binary("content_hash"))
                    // Taken before the message is there, and kept longer than the message: not a foreign key.
                    .col(uuid("message_id"))
                    .primary_key(Index::create().col("channel_id").col("author_id").col("nonce"))
                    .to_owned(),
            )
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("message_edits")
                    .col(uuid("message_id"))
                    // The version that had this text.
                    .col(integer("version"))
                    .col(text("body"))
                    // When it was replaced, and by whom.
                    .col(big_integer("edited_at"))
                    .col(uuid("editor_id"))
                    .primary_key(Index::create().col("message_id").col("version"))
                    .foreign_key(ForeignKey::create().from("message_edits", "message_id").to("messages", "id"))
                    .to_owned(),
            )
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("read_states")
                    .col(uuid("channel_id"))
                    .col(uuid("user_id"))
                    .col(big_integer("last_read_sequence"))
                    .col(big_integer("updated_at"))
                    .primary_key(Index::create().col("channel_id").col("user_id"))
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
            .await
    }
}

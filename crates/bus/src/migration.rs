//! The tables of a log, and of who follows another one, for the migrations of the databases that have them. Frozen, like any migration: a change of the tables
//! is another function.

use sea_orm_migration::{prelude::*, schema::*};

use crate::Shard;

/// Makes an empty log.
pub async fn create_log(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let heads = Table::create()
        .table("log_heads")
        .col(small_integer("shard").primary_key())
        .col(big_integer("position"))
        .to_owned();
    manager.create_table(heads).await?;
    let mut all = Query::insert();
    all.into_table("log_heads").columns(["shard", "position"]);
    for shard in Shard::all() {
        all.values_panic([i16::from(shard.number()).into(), 0_i64.into()]);
    }
    manager.execute(all).await?;
    let log = Table::create()
        .table("log")
        .col(small_integer("shard"))
        .col(big_integer("position"))
        .col(text_null("lineage"))
        .col(big_integer("at"))
        .col(text("envelope"))
        .primary_key(Index::create().col("shard").col("position"))
        .to_owned();
    manager.create_table(log).await?;
    // What is newer of one lineage, for compaction.
    let lineages = Index::create().name("log_lineage").table("log").col("lineage").col("position").to_owned();
    manager.create_index(lineages).await?;
    let identity =
        Table::create().table("log_identity").col(small_integer("id").primary_key()).col(uuid("epoch")).to_owned();
    manager.create_table(identity).await
}

/// Makes the tables of a follower.
pub async fn create_inboxes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let inboxes = Table::create()
        .table("inboxes")
        .col(text("source"))
        .col(small_integer("shard"))
        .col(uuid("epoch"))
        .col(big_integer("position"))
        .primary_key(Index::create().col("source").col("shard"))
        .to_owned();
    manager.create_table(inboxes).await?;
    let parked = Table::create()
        .table("parked_events")
        .col(text("source"))
        .col(small_integer("shard"))
        .col(big_integer("position"))
        .col(text("event"))
        .col(integer("deliveries"))
        .col(big_integer_null("next_at"))
        .col(text("reason"))
        .primary_key(Index::create().col("source").col("shard").col("position"))
        .to_owned();
    manager.create_table(parked).await?;
    let due = Index::create().name("parked_events_due").table("parked_events").col("source").col("next_at").to_owned();
    manager.create_index(due).await
}

//! The laws of the log, on real databases.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod compaction;
mod follow;
mod log;
mod order;

use chat_bus::migration::{create_inboxes, create_log};
use chat_events::{Envelope, Event, MessageChanged, UserState};
use chat_model::{Timestamp, id::Id};
use sea_orm_migration::prelude::*;

/// A database with a log and with inboxes, a replica, and a table whose order nobody should trust.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Tables)]
    }
}

#[derive(DeriveMigrationName)]
struct Tables;

#[async_trait::async_trait]
impl MigrationTrait for Tables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_log(manager).await?;
        create_inboxes(manager).await?;
        let names = Table::create()
            .table("names")
            .col(ColumnDef::new("user_id").uuid().not_null().primary_key())
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("version").big_integer().not_null())
            .col(ColumnDef::new("times").integer().not_null())
            .to_owned();
        manager.create_table(names).await?;
        // Numbered when a row is inserted, and visible when its transaction commits.
        let numbered = Table::create()
            .table("numbered")
            .col(ColumnDef::new("number").big_integer().not_null().auto_increment().primary_key())
            .col(ColumnDef::new("writer").big_integer().not_null())
            .to_owned();
        manager.create_table(numbered).await
    }
}

/// An id whose log shard is `shard`.
pub fn id<K: chat_model::id::Kind>(shard: u8, number: u8) -> Id<K> {
    let mut random = [number; 10];
    random[9] = shard;
    Id::new(Timestamp::from_millis(1_700_000_000_000), random)
}

/// What a user is called in `version`.
pub fn renamed(shard: u8, number: u8, version: u64, at: i64) -> Envelope {
    let state = UserState {
        id: id(shard, number),
        username: format!("user{version}"),
        display_name: "User".into(),
        is_bot: false,
    };
    envelope(Event::UserRenamed(state), version, at)
}

/// News about a message in a channel.
pub fn edited(shard: u8, number: u8, sequence: u64, at: i64) -> Envelope {
    let changed = MessageChanged { id: id(shard, number), channel_id: id(shard, number), sequence };
    envelope(Event::MessageEdited(changed), sequence, at)
}

fn envelope(event: Event, sequence: u64, at: i64) -> Envelope {
    Envelope { sequence, time: Timestamp::from_millis(at), traceparent: None, event }
}

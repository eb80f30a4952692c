//! The log of what users tells other services. It begins with everybody who is there already.

use chat_bus::{append, migration::create_log};
use chat_events::{Envelope, Event, UserState};
use chat_model::{Timestamp, UserId};
use sea_orm_migration::{prelude::*, sea_orm::FromQueryResult};
use uuid::Uuid;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// How many users are told of with one statement.
const AT_ONCE: u64 = 500;

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    username: String,
    display_name: String,
    is_bot: bool,
    version: i32,
    created_at: i64,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// On SQLite too: half a migration would be in the way of the next start.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_log(manager).await?;
        let connection = manager.get_connection();
        let mut after = Uuid::nil();
        loop {
            let mut next = Query::select();
            next.columns(["id", "username", "display_name", "is_bot", "version", "created_at"])
                .from("users")
                .and_where(Expr::col("id").gt(after))
                .and_where(Expr::col("deleted_at").is_null())
                .order_by("id", Order::Asc)
                .limit(AT_ONCE);
            let rows = Row::find_by_statement(connection.get_database_backend().build(&next)).all(connection).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id;
            let events: Vec<Envelope> = rows.into_iter().map(registered).collect();
            append(connection, &events).await.map_err(|error| DbErr::Migration(error.to_string()))?;
        }
    }
}

fn registered(row: Row) -> Envelope {
    let state = UserState {
        id: UserId::from_uuid(row.id),
        username: row.username,
        display_name: row.display_name,
        is_bot: row.is_bot,
    };
    Envelope {
        sequence: row.version.unsigned_abs().into(),
        time: Timestamp::from_millis(row.created_at),
        traceparent: None,
        event: Event::UserRegistered(state),
    }
}

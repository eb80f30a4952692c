//! The log of what channels tells other services. It begins with the channels that are there already, and who is in them.

use chat_bus::{append, migration::create_log};
use chat_events::{ChannelKind, ChannelState, Envelope, Event, MembershipState, Role};
use chat_model::{ChannelId, MembershipId, Timestamp, UserId};
use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, FromQueryResult},
};
use uuid::Uuid;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// How much is told with one statement.
const AT_ONCE: u64 = 500;

#[derive(FromQueryResult)]
struct ChannelRow {
    id: Uuid,
    kind: String,
    name: Option<String>,
    topic: Option<String>,
    archived_at: Option<i64>,
    slow_mode_seconds: i32,
    retention_days: Option<i32>,
    version: i32,
    active_at: i64,
}

#[derive(FromQueryResult)]
struct MembershipRow {
    id: Uuid,
    channel_id: Uuid,
    user_id: Uuid,
    role: String,
    muted_until: Option<i64>,
    version: i32,
    active_at: i64,
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
        while let Some(last) = tell(connection, channels(after), ChannelRow::told).await? {
            after = last;
        }
        let mut after = Uuid::nil();
        while let Some(last) = tell(connection, memberships(after), MembershipRow::told).await? {
            after = last;
        }
        Ok(())
    }
}

/// Tells of the rows of a query, and returns the id of the last of them.
async fn tell<R: FromQueryResult>(
    connection: &impl ConnectionTrait,
    rows: SelectStatement,
    told: fn(R) -> (Uuid, Envelope),
) -> Result<Option<Uuid>, DbErr> {
    let statement = connection.get_database_backend().build(&rows);
    let (ids, events): (Vec<Uuid>, Vec<Envelope>) =
        R::find_by_statement(statement).all(connection).await?.into_iter().map(told).unzip();
    append(connection, &events).await.map_err(|error| DbErr::Migration(error.to_string()))?;
    Ok(ids.last().copied())
}

fn channels(after: Uuid) -> SelectStatement {
    let mut rows = Query::select();
    rows.columns(["id", "kind", "name", "topic", "archived_at", "slow_mode_seconds", "retention_days"])
        .columns(["version", "active_at"])
        .from("channels")
        .and_where(Expr::col("id").gt(after))
        .order_by("id", Order::Asc)
        .limit(AT_ONCE);
    rows
}

fn memberships(after: Uuid) -> SelectStatement {
    let mut rows = Query::select();
    rows.columns(["id", "channel_id", "user_id", "role", "muted_until"].map(|column| ("memberships", column)))
        .columns(["version", "active_at"].map(|column| ("channels", column)))
        .from("memberships")
        .inner_join("channels", Expr::col(("channels", "id")).equals(("memberships", "channel_id")))
        .and_where(Expr::col(("memberships", "id")).gt(after))
        .order_by(("memberships", "id"), Order::Asc)
        .limit(AT_ONCE);
    rows
}

impl ChannelRow {
    fn told(self) -> (Uuid, Envelope) {
        let kind = match self.kind.as_str() {
            "PUBLIC" => ChannelKind::Public,
            "PRIVATE" => ChannelKind::Private,
            "DIRECT" => ChannelKind::Direct,
            _ => ChannelKind::Group,
        };
        let state = ChannelState {
            id: ChannelId::from_uuid(self.id),
            kind,
            name: self.name,
            topic: self.topic,
            archived_at: self.archived_at.map(Timestamp::from_millis),
            slow_mode_seconds: self.slow_mode_seconds.unsigned_abs(),
            retention_days: self.retention_days.map(i32::unsigned_abs),
        };
        (self.id, envelope(Event::ChannelCreated(state), self.version, self.active_at))
    }
}

impl MembershipRow {
    fn told(self) -> (Uuid, Envelope) {
        let role = match self.role.as_str() {
            "OWNER" => Role::Owner,
            "MODERATOR" => Role::Moderator,
            "MEMBER" => Role::Member,
            _ => Role::Guest,
        };
        let state = MembershipState {
            id: MembershipId::from_uuid(self.id),
            channel_id: ChannelId::from_uuid(self.channel_id),
            user_id: UserId::from_uuid(self.user_id),
            role,
            muted_until: self.muted_until.map(Timestamp::from_millis),
        };
        (self.id, envelope(Event::MembershipChanged(state), self.version, self.active_at))
    }
}

fn envelope(event: Event, version: i32, at: i64) -> Envelope {
    let sequence = version.unsigned_abs().into();
    Envelope { sequence, time: Timestamp::from_millis(at), traceparent: None, event }
}

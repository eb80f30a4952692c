//! Messages: by id, and in windows of their channels.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chat_model::{ChannelId, MessageId, Timestamp};
use chat_store::{Dialect, StoreError};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, Iterable, QueryFilter, QuerySelect,
    sea_query::{Asterisk, Expr, ExprTrait, JoinType, Order, Query, SelectStatement, ValueTuple},
};

use super::{Store, entity::message};
use crate::domain::Message;

/// The messages of one channel from one sequence to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// Which channel.
    pub channel: ChannelId,
    /// The first sequence.
    pub from: i64,
    /// The last.
    pub to: i64,
}

impl Store {
    /// The messages with these ids.
    pub async fn messages(&self, ids: &[MessageId]) -> Result<HashMap<MessageId, Arc<Message>>, StoreError> {
        let rows = message::Entity::find()
            .filter(message::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
            .all(self.database.reader())
            .await?;
        rows.into_iter().map(|row| Message::try_from(row).map(|message| (message.id, Arc::new(message)))).collect()
    }

    /// The messages of each of these spans, in order.
    pub async fn spans(&self, spans: &[Span]) -> Result<HashMap<Span, Vec<Arc<Message>>>, StoreError> {
        if spans.is_empty() {
            return Ok(HashMap::new());
        }
        let select = select_spans(self.database.dialect(), spans);
        let rows =
            message::Model::find_by_statement(self.database.statement(&select)).all(self.database.reader()).await?;
        let mut found = BTreeMap::new();
        for row in rows {
            let message = Message::try_from(row)?;
            found.insert((message.channel, message.sequence), Arc::new(message));
        }
        let messages = |span: &Span| {
            found
                .range((span.channel, span.from)..=(span.channel, span.to))
                .map(|(_, message)| message.clone())
                .collect()
        };
        Ok(spans.iter().filter(|span| span.from <= span.to).map(|span| (*span, messages(span))).collect())
    }

    /// For each channel and time the sequence of the first message that was sent then or later. Left out if there is none.
    pub async fn sequences_at(
        &self,
        keys: &[(ChannelId, Timestamp)],
    ) -> Result<HashMap<(ChannelId, Timestamp), i64>, StoreError> {
        if keys.is_empty() {
            return Ok(HashMap::new());
        }
        let moments = keys.iter().map(|(channel, at)| ValueTuple::Two(channel.uuid().into(), at.as_millis().into()));
        let mut first = Query::select();
        first
            .column((message::Entity, message::Column::Sequence))
            .from(message::Entity)
            .and_where(Expr::col((message::Entity, message::Column::ChannelId)).equals(("moments", "column1")))
            .and_where(Expr::col((message::Entity, message::Column::CreatedAt)).gte(Expr::col(("moments", "column2"))))
            .order_by((message::Entity, message::Column::CreatedAt), Order::Asc)
            .order_by((message::Entity, message::Column::Sequence), Order::Asc)
            .limit(1);
        let mut select = Query::select();
        select
            .column(("moments", "column1"))
            .column(("moments", "column2"))
            .expr(Expr::SubQuery(None, Box::new(first.into())))
            .from_values(moments, "moments");
        let mut found = HashMap::new();
        for row in self.database.reader().query_all(&select).await? {
            let sequence: Option<i64> = row.try_get_by_index(2)?;
            if let Some(sequence) = sequence {
                let at = Timestamp::from_millis(row.try_get_by_index(1)?);
                found.insert((ChannelId::from_uuid(row.try_get_by_index(0)?), at), sequence);
            }
        }
        Ok(found)
    }
}

/// The rows of all these spans: a join with a list of bounds, because SQLite takes no more than a thousand ORs.
fn select_spans(dialect: Dialect, spans: &[Span]) -> SelectStatement {
    let bounds =
        spans.iter().map(|span| ValueTuple::Three(span.channel.uuid().into(), span.from.into(), span.to.into()));
    let inside = Expr::col((message::Entity, message::Column::ChannelId)).equals(("spans", "column1")).and(
        Expr::col((message::Entity, message::Column::Sequence))
            .between(Expr::col(("spans", "column2")), Expr::col(("spans", "column3"))),
    );
    let columns = message::Column::iter().map(|column| (message::Entity, column));
    let mut select = Query::select();
    match dialect {
        // PostgreSQL cannot tell how long the spans are, and might rather read the whole table: the limit tells it.
        Dialect::Postgres => {
            let longest = spans.iter().map(|span| span.to.saturating_sub(span.from).saturating_add(1)).max();
            let mut span = Query::select();
            span.columns(columns)
                .from(message::Entity)
                .and_where(inside)
                .order_by((message::Entity, message::Column::Sequence), Order::Asc)
                .limit(longest.and_then(|rows| u64::try_from(rows).ok()).unwrap_or_default());
            select.column(("span", Asterisk)).from_values(bounds, "spans").join_lateral(
                JoinType::InnerJoin,
                span,
                "span",
                Expr::value(true),
            );
        }
        Dialect::Sqlite => {
            select.columns(columns).from_values(bounds, "spans").join(JoinType::InnerJoin, message::Entity, inside);
        }
    }
    select
}

/// The message called `id`, for a change: nobody else changes it until the transaction ends.
pub(super) async fn lock(transaction: &impl ConnectionTrait, id: MessageId) -> Result<Option<Message>, StoreError> {
    let row = message::Entity::find_by_id(id.uuid()).lock_exclusive().one(transaction).await?;
    row.map(Message::try_from).transpose()
}

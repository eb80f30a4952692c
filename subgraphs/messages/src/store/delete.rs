//! Deleting: what remains is a tombstone.

use std::sync::Arc;

use chat_model::{MessageId, Timestamp, UserId};
use chat_store::{Abort, StoreError};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    Store,
    entity::{message, message_edit},
    messages::lock,
};
use crate::domain::Message;

/// There is no such message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoMessage;

impl Store {
    /// Deletes the message called `id`, as `by`: its text and all former ones go, its place in the sequence stays. Deleting
    /// again changes nothing.
    pub async fn delete(
        &self,
        id: MessageId,
        by: UserId,
        reason: Option<&str>,
        now: Timestamp,
    ) -> Result<Result<Arc<Message>, NoMessage>, StoreError> {
        chat_store::write!(self.database, |transaction| {
            let current = lock(transaction, id).await?.ok_or(Abort::Refused(NoMessage))?;
            if current.deleted_at.is_some() {
                return Ok(Arc::new(current));
            }
            let version = current.version.saturating_add(1);
            message::Entity::update_many()
                .filter(message::Column::Id.eq(id.uuid()))
                .col_expr(message::Column::Body, Expr::value(""))
                .col_expr(message::Column::DeletedAt, Expr::value(now.as_millis()))
                .col_expr(message::Column::DeletedBy, Expr::value(by.uuid()))
                .col_expr(message::Column::DeleteReason, Expr::value(reason))
                .col_expr(message::Column::Version, Expr::value(version))
                .exec(transaction)
                .await?;
            message_edit::Entity::delete_many()
                .filter(message_edit::Column::MessageId.eq(id.uuid()))
                .exec(transaction)
                .await?;
            Ok(Arc::new(Message { body: String::new(), deleted_at: Some(now), version, ..current }))
        })
    }
}

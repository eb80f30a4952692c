//! Replacing a text.

use std::sync::Arc;

use chat_model::{MessageId, Timestamp, UserId};
use chat_store::{Abort, StoreError};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set, sea_query::Expr};

use super::{
    Store,
    entity::{message, message_edit},
    messages::lock,
};
use crate::domain::{Message, max};

/// Why a text is not replaced.
#[derive(Debug, Clone)]
pub enum EditRefusal {
    /// It was deleted.
    NotFound,
    /// Somebody else replaced it meanwhile: this is the message now.
    Conflict(Arc<Message>),
}

impl Store {
    /// Replaces the text of the message called `id`, as `editor`, if it still has the version `expected`, when one is.
    /// The same text changes nothing.
    pub async fn edit(
        &self,
        id: MessageId,
        editor: UserId,
        body: &str,
        expected: Option<i32>,
        now: Timestamp,
    ) -> Result<Result<Arc<Message>, EditRefusal>, StoreError> {
        chat_store::write!(self.database, |transaction| {
            // Two editors at once wait for each other here, so of two who expect the same version one is refused.
            let current = match lock(transaction, id).await? {
                Some(message) if message.deleted_at.is_none() => message,
                _ => return Err(Abort::Refused(EditRefusal::NotFound)),
            };
            if expected.is_some_and(|expected| expected != current.version) {
                return Err(Abort::Refused(EditRefusal::Conflict(Arc::new(current))));
            }
            if current.body == body {
                return Ok(Arc::new(current));
            }
            let version = current.version.saturating_add(1);
            keep_former(transaction, &current, editor, now).await?;
            message::Entity::update_many()
                .filter(message::Column::Id.eq(id.uuid()))
                .filter(message::Column::Version.eq(current.version))
                .col_expr(message::Column::Body, Expr::value(body))
                .col_expr(message::Column::EditedAt, Expr::value(now.as_millis()))
                .col_expr(message::Column::Version, Expr::value(version))
                .exec(transaction)
                .await?;
            Ok(Arc::new(Message { body: body.to_owned(), edited_at: Some(now), version, ..current }))
        })
    }
}

/// Keeps the text that is about to be replaced, and lets go of the oldest if there are too many.
async fn keep_former(
    transaction: &impl ConnectionTrait,
    current: &Message,
    editor: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let former = message_edit::ActiveModel {
        message_id: Set(current.id.uuid()),
        version: Set(current.version),
        body: Set(current.body.clone()),
        edited_at: Set(now.as_millis()),
        editor_id: Set(editor.uuid()),
    };
    message_edit::Entity::insert(former).exec_without_returning(transaction).await?;
    if current.version > max::EDITS {
        message_edit::Entity::delete_many()
            .filter(message_edit::Column::MessageId.eq(current.id.uuid()))
            .filter(message_edit::Column::Version.lte(current.version - max::EDITS))
            .exec(transaction)
            .await?;
    }
    Ok(())
}

//! The texts that messages had before.

use std::collections::HashMap;

use chat_model::{
    MessageId,
    page::{Page, PageRequest},
};
use chat_store::{StoreError, first_of_each};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryTrait,
    sea_query::{IntoColumnRef, Order},
};

use super::{Store, entity::message_edit};
use crate::domain::Edit;

impl Store {
    /// The same page of the former texts of each of these messages, the oldest first.
    pub async fn edits(
        &self,
        messages: &[MessageId],
        page: &PageRequest<i64>,
    ) -> Result<HashMap<MessageId, Page<Edit>>, StoreError> {
        let mut select = message_edit::Entity::find();
        if let Some(after) = page.after {
            select = select.filter(message_edit::Column::Version.gt(after));
        }
        let statement = first_of_each(
            self.database.dialect(),
            select.into_query(),
            (message_edit::Entity, message_edit::Column::MessageId),
            messages.iter().map(|id| id.uuid()),
            &[((message_edit::Entity, message_edit::Column::Version).into_column_ref(), Order::Asc)],
            page.rows(),
        );
        let rows = message_edit::Model::find_by_statement(self.database.statement(&statement))
            .all(self.database.reader())
            .await?;
        let mut edits: HashMap<MessageId, Vec<Edit>> = HashMap::new();
        for row in rows {
            edits.entry(MessageId::from_uuid(row.message_id)).or_default().push(row.into());
        }
        Ok(edits.into_iter().map(|(message, rows)| (message, page.page(rows))).collect())
    }
}

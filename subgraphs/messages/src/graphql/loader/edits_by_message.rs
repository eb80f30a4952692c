use std::collections::HashMap;

use chat_graph::loader::Batch;
use chat_model::{
    MessageId,
    page::{Page, PageRequest},
};
use chat_store::StoreError;

use crate::{Store, domain::Edit};

/// Pages of the former texts of messages.
pub(in crate::graphql) struct EditsByMessage {
    pub(super) store: Store,
}

/// A page of the former texts of one message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct EditsOf {
    pub(in crate::graphql) message: MessageId,
    pub(in crate::graphql) page: PageRequest<i64>,
}

impl Batch for EditsByMessage {
    type Key = EditsOf;
    type Value = Page<Edit>;
    type Error = StoreError;

    async fn load(&mut self, keys: &[EditsOf]) -> Result<HashMap<EditsOf, Page<Edit>>, StoreError> {
        // One statement for each page that the document writes, however many messages it stands under.
        let mut messages: HashMap<_, Vec<MessageId>> = HashMap::new();
        for key in keys {
            messages.entry(key.page.clone()).or_default().push(key.message);
        }
        let mut found = HashMap::new();
        for (page, messages) in messages {
            for (message, edits) in self.store.edits(&messages, &page).await? {
                found.insert(EditsOf { message, page: page.clone() }, edits);
            }
        }
        Ok(found)
    }
}

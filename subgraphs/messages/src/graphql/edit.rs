//! `MessageEdit`: a text that a message had before.

use async_graphql::{Object, SimpleObject};
use chat_graph::{DateTime, PageInfo};
use chat_model::{cursor::Cursor, page::Page};

use super::user::User;
use crate::domain::Edit;

/// A text that a message had before.
#[derive(Debug, Clone)]
pub struct MessageEdit(Edit);

/// A text that a message had before.
#[Object]
impl MessageEdit {
    /// The version that had this text.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The text, as CommonMark.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// When it was replaced.
    async fn edited_at(&self) -> DateTime {
        self.0.edited_at.into()
    }

    /// Who replaced it.
    async fn editor(&self) -> Option<User> {
        Some(self.0.editor.into())
    }
}

/// A page of former texts, the oldest first. The latest hundred are kept.
#[derive(Debug, Clone, SimpleObject)]
pub struct MessageEditConnection {
    /// The texts.
    nodes: Vec<MessageEdit>,
    /// Where this page stands in its list.
    page_info: PageInfo,
}

impl From<Page<Edit>> for MessageEditConnection {
    fn from(page: Page<Edit>) -> Self {
        let page_info = PageInfo::of(&page, |edit| i64::from(edit.version).encode());
        Self { nodes: page.nodes.into_iter().map(MessageEdit).collect(), page_info }
    }
}

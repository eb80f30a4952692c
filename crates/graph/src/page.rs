//! Relay connections: edges, a `nodes` shortcut, and page info.

use std::borrow::Cow;

use async_graphql::{Object, OutputType, SimpleObject, TypeName};
use chat_model::page::Page;

/// Where a page stands in its list.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(shareable)]
pub struct PageInfo {
    /// Whether the list goes on after this page.
    pub has_next_page: bool,
    /// Whether the list has something before this page.
    pub has_previous_page: bool,
    /// The cursor of the page's first node.
    pub start_cursor: Option<String>,
    /// The cursor of the page's last node.
    pub end_cursor: Option<String>,
}

impl PageInfo {
    /// The page info of `page`, whose nodes have the cursors that `cursor` tells.
    pub fn of<T>(page: &Page<T>, cursor: impl Fn(&T) -> String) -> Self {
        Self {
            has_next_page: page.has_next,
            has_previous_page: page.has_previous,
            start_cursor: page.nodes.first().map(&cursor),
            end_cursor: page.nodes.last().map(&cursor),
        }
    }
}

/// A page of `T`s as GraphQL shows it: `<T>Connection`, with edges of the type `<T>Edge`.
pub struct Connection<T> {
    page: Page<T>,
    cursor: fn(&T) -> String,
}

impl<T> Connection<T> {
    /// Shows `page`, whose nodes have the cursors that `cursor` tells.
    #[must_use]
    pub fn new(page: Page<T>, cursor: fn(&T) -> String) -> Self {
        Self { page, cursor }
    }
}

impl<T: OutputType> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", T::type_name()).into()
    }
}

/// A page of a list.
#[Object(name_type)]
impl<T: OutputType> Connection<T> {
    /// The nodes, each with its cursor.
    async fn edges(&self) -> Vec<Edge<'_, T>> {
        self.page.nodes.iter().map(|node| Edge { node, cursor: self.cursor }).collect()
    }

    /// The nodes alone.
    async fn nodes(&self) -> &[T] {
        &self.page.nodes
    }

    /// Where this page stands in its list.
    async fn page_info(&self) -> PageInfo {
        PageInfo::of(&self.page, self.cursor)
    }
}

/// One node and its cursor.
pub struct Edge<'a, T> {
    node: &'a T,
    cursor: fn(&T) -> String,
}

impl<T: OutputType> TypeName for Edge<'_, T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", T::type_name()).into()
    }
}

/// A node of a page.
#[Object(name_type)]
impl<T: OutputType> Edge<'_, T> {
    /// Where the node stands: `after` or `before` it a page begins.
    async fn cursor(&self) -> String {
        (self.cursor)(self.node)
    }

    /// The node itself.
    async fn node(&self) -> &T {
        self.node
    }
}

//! What channels contributes to `User`.

use async_graphql::{Context, ID, Object};
use chat_graph::{Connection, Fault};
use chat_model::{
    UserId,
    cursor::Cursor,
    page::{Page, PageArguments, PageRequest, PageSize},
};

use super::{
    channel::Channel,
    loader::{ChannelsOfUser, Loaders},
};

/// A user, of whom this subgraph knows the id. Whether there is such a user is for users to say.
#[derive(Debug, Clone, Copy)]
pub struct User(pub UserId);

/// A user.
#[Object]
impl User {
    /// Their id.
    async fn id(&self) -> ID {
        self.0.to_string().into()
    }

    /// Public channels, plus those shared with the viewer.
    #[graphql(complexity = "chat_graph::limit::page_cost(first, None, 50, child_complexity)")]
    async fn channels(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 50)] first: Option<i32>,
        after: Option<String>,
    ) -> Result<Option<Connection<Channel>>, Fault> {
        let page = PageRequest::check(&PageArguments { first, after, ..PageArguments::default() }, PageSize::STANDARD)?;
        let loaders = Loaders::of(ctx)?;
        let key = ChannelsOfUser { user: self.0, page };
        let places = loaders.channels_of_user.load(key).await?.unwrap_or_else(Page::empty);
        let ids: Vec<_> = places.nodes.iter().map(|(_, channel)| *channel).collect();
        let channels = loaders.channel.load_many(&ids).await?;
        let nodes = places
            .nodes
            .iter()
            .zip(channels)
            // One that is gone since the page was read is not on it.
            .filter_map(|((membership, _), seen)| Channel::new(seen?, membership.encode()))
            .collect();
        let page = Page { nodes, has_next: places.has_next, has_previous: places.has_previous };
        Ok(Some(Connection::new(page, |channel| channel.cursor.clone())))
    }
}

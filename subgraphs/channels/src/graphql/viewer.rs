//! What channels contributes to `Viewer`.

use async_graphql::{Context, ID, Object};
use chat_graph::{Connection, Fault, caller::given};
use chat_model::{
    UserId,
    cursor::Cursor,
    page::{PageArguments, PageRequest, PageSize},
};

use super::{channel::Channel, names::ChannelKind};
use crate::{
    Store,
    domain::{self, Seen},
};

/// Large enough that a whole app boots with one query.
const CHANNELS: PageSize = PageSize { default: 100, max: 500 };

/// The signed-in user. Only their own is ever made.
#[derive(Debug, Clone, Copy)]
pub struct Viewer(pub(super) UserId);

/// The signed-in user's private world.
#[Object]
impl Viewer {
    /// The same bytes as the user's id, and never equal to it.
    async fn id(&self) -> ID {
        self.0.viewer().to_string().into()
    }

    /// The channels that the viewer is in, the earliest joined first.
    #[graphql(complexity = "chat_graph::limit::page_cost(first, None, 100, child_complexity)")]
    async fn channels(
        &self,
        ctx: &Context<'_>,
        kinds: Option<Vec<ChannelKind>>,
        #[graphql(default = 100)] first: Option<i32>,
        after: Option<String>,
    ) -> Result<Option<Connection<Channel>>, Fault> {
        let page = PageRequest::check(&PageArguments { first, after, ..PageArguments::default() }, CHANNELS)?;
        let kinds: Option<Vec<domain::ChannelKind>> = kinds.map(|kinds| kinds.into_iter().map(Into::into).collect());
        let found = given::<Store>(ctx)?.of_member(self.0, kinds.as_deref(), &page).await?;
        let cursor = |seen: &Seen| seen.own.as_ref().map(|own| own.id.encode()).unwrap_or_default();
        Channel::page(ctx, found, cursor).await.map(Some)
    }
}

//! `Channel`.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use chat_chassis::Ambient;
use chat_graph::{Connection, DateTime, Fault, caller::given};
use chat_model::{
    ChannelId,
    cursor::Cursor,
    page::{Page, PageArguments, PageRequest, PageSize},
};

use super::{
    loader::{Loaders, MembersOf},
    membership::Membership,
    names::{ChannelKind, ChannelRole},
    user::User,
};
use crate::domain::Seen;

/// A channel that the viewer may know of. Nothing else is ever made into one.
#[derive(Debug, Clone)]
pub struct Channel {
    pub(super) seen: Arc<Seen>,
    /// Where it stands in the list that it was found in.
    pub(super) cursor: String,
}

impl Channel {
    /// The channel as it is `seen`, if the viewer may know of it. The one way to make one.
    pub(super) fn new(seen: Arc<Seen>, cursor: String) -> Option<Self> {
        seen.is_visible().then_some(Self { seen, cursor })
    }

    /// The channel called `id`, if the viewer may know of it.
    pub(super) async fn find(ctx: &Context<'_>, id: ChannelId) -> Result<Option<Self>, Fault> {
        let seen = Loaders::of(ctx)?.channel.load(id).await?;
        Ok(seen.and_then(|seen| Self::new(seen, String::new())))
    }

    /// A channel that a list showed: it is not asked for again.
    pub(super) async fn listed(ctx: &Context<'_>, seen: Seen, cursor: String) -> Result<Option<Self>, Fault> {
        let seen = Arc::new(seen);
        Loaders::of(ctx)?.channel.prime(seen.channel.id, seen.clone()).await;
        Ok(Self::new(seen, cursor))
    }

    /// A page of a list, whose channels have the cursors that `cursor` tells.
    pub(super) async fn page(
        ctx: &Context<'_>,
        found: Page<Seen>,
        cursor: impl Fn(&Seen) -> String,
    ) -> Result<Connection<Self>, Fault> {
        let mut nodes = Vec::with_capacity(found.nodes.len());
        for seen in found.nodes {
            let cursor = cursor(&seen);
            nodes.extend(Self::listed(ctx, seen, cursor).await?);
        }
        let page = Page { nodes, has_next: found.has_next, has_previous: found.has_previous };
        Ok(Connection::new(page, |channel| channel.cursor.clone()))
    }
}

/// What the viewer may do here, so that no client re-implements the rules.
#[derive(SimpleObject)]
pub struct ChannelPermissions {
    /// Read its messages.
    can_read: bool,
    /// Write messages.
    can_post: bool,
    /// Bring others in.
    can_invite: bool,
    /// Change roles, mute, kick and ban.
    can_manage_members: bool,
    /// Delete others' messages.
    can_moderate_messages: bool,
    /// Change its name, topic and rules.
    can_update: bool,
    /// Delete it.
    can_delete: bool,
}

/// Several subgraphs contribute to it and it is reachable without its owner, so only `id` is non-null.
#[Object]
impl Channel {
    /// Its id.
    pub(super) async fn id(&self) -> ID {
        self.seen.channel.id.to_string().into()
    }

    /// Who may find and join it.
    async fn kind(&self) -> Option<ChannelKind> {
        Some(self.seen.channel.kind.into())
    }

    /// Null for DIRECT and for unnamed GROUP channels: clients show the members' names.
    async fn name(&self) -> Option<&str> {
        self.seen.channel.name.as_deref()
    }

    /// What is being talked about.
    async fn topic(&self) -> Option<&str> {
        self.seen.channel.topic.as_deref()
    }

    /// What it is for.
    async fn description(&self) -> Option<&str> {
        self.seen.channel.description.as_deref()
    }

    /// When it was made.
    async fn created_at(&self) -> Option<DateTime> {
        Some(self.seen.channel.created_at.into())
    }

    /// Who made it.
    async fn created_by(&self) -> Option<User> {
        Some(User(self.seen.channel.created_by))
    }

    /// Since when it is only read.
    async fn archived_at(&self) -> Option<DateTime> {
        self.seen.channel.archived_at.map(Into::into)
    }

    /// Seconds between two messages of one author; 0 for none.
    async fn slow_mode_seconds(&self) -> Option<i32> {
        Some(self.seen.channel.slow_mode_seconds)
    }

    /// After how many days messages go; never if null.
    async fn retention_days(&self) -> Option<i32> {
        self.seen.channel.retention_days
    }

    /// How many are in it.
    async fn member_count(&self) -> Option<i32> {
        Some(self.seen.channel.member_count)
    }

    /// Who is in it, the earliest first.
    #[graphql(complexity = "chat_graph::limit::page_cost(first, last, 50, child_complexity)")]
    async fn members(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        role: Option<ChannelRole>,
    ) -> Result<Option<Connection<Membership>>, Fault> {
        let page = PageRequest::check(&PageArguments { first, after, last, before }, PageSize::STANDARD)?;
        if !self.seen.permissions(given::<Ambient>(ctx)?.now()).read {
            return Ok(None);
        }
        let key = MembersOf { channel: self.seen.channel.id, role: role.map(Into::into), page };
        let members = Loaders::of(ctx)?.members.load(key).await?;
        Ok(members.map(|page| Connection::new(page.map(Membership::from), |member| member.cursor().encode())))
    }

    /// The viewer's own membership.
    async fn viewer_membership(&self) -> Option<Membership> {
        self.seen.own.clone().map(Into::into)
    }

    /// What the viewer may do here.
    async fn viewer_permissions(&self, ctx: &Context<'_>) -> Result<Option<ChannelPermissions>, Fault> {
        let may = self.seen.permissions(given::<Ambient>(ctx)?.now());
        Ok(Some(ChannelPermissions {
            can_read: may.read,
            can_post: may.post,
            can_invite: may.invite,
            can_manage_members: may.manage_members,
            can_moderate_messages: may.moderate_messages,
            can_update: may.update,
            can_delete: may.delete,
        }))
    }
}

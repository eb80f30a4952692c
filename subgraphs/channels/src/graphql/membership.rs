//! `Membership`.

use async_graphql::{Context, ID, Object};
use chat_graph::{DateTime, Fault, caller};

use super::{
    channel::Channel,
    loader::Loaders,
    names::{ChannelRole, NotificationLevel},
    user::User,
};
use crate::{domain, store::members::MemberKey};

/// A membership in a channel that the viewer may know of.
#[derive(Debug, Clone)]
pub struct Membership(domain::Membership);

impl Membership {
    pub(super) fn cursor(&self) -> MemberKey {
        (self.0.joined_at, self.0.id)
    }
}

impl From<domain::Membership> for Membership {
    fn from(membership: domain::Membership) -> Self {
        Self(membership)
    }
}

/// One user in one channel.
#[Object]
impl Membership {
    /// Its id.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where.
    async fn channel(&self, ctx: &Context<'_>) -> Result<Channel, Fault> {
        Channel::find(ctx, self.0.channel).await?.ok_or_else(|| Fault::internal("a membership without its channel"))
    }

    /// Who.
    async fn user(&self) -> Option<User> {
        Some(User(self.0.user))
    }

    /// Who: survives a users outage.
    async fn user_id(&self) -> ID {
        self.0.user.to_string().into()
    }

    /// Replica, for rendering while `user` is null.
    async fn user_name(&self, ctx: &Context<'_>) -> Result<String, Fault> {
        let name = Loaders::of(ctx)?.user_name.load(self.0.user).await?;
        Ok(name.unwrap_or_else(|| "unknown".to_owned()))
    }

    /// What they may do there.
    async fn role(&self) -> ChannelRole {
        self.0.role.into()
    }

    /// Since when.
    async fn joined_at(&self) -> DateTime {
        self.0.joined_at.into()
    }

    /// Who brought them in; null if they came by themselves.
    async fn invited_by(&self) -> Option<User> {
        self.0.invited_by.map(User)
    }

    /// Until when they may not write.
    async fn muted_until(&self) -> Option<DateTime> {
        self.0.muted_until.map(Into::into)
    }

    /// What they want to hear of. Own membership only.
    async fn notifications(&self, ctx: &Context<'_>) -> Option<NotificationLevel> {
        self.is_own(ctx).then(|| self.0.notifications.into())
    }

    /// Whether they marked it. Own membership only.
    async fn is_favorite(&self, ctx: &Context<'_>) -> Option<bool> {
        self.is_own(ctx).then_some(self.0.is_favorite)
    }

    /// Whether they hid it. Own membership only.
    async fn is_hidden(&self, ctx: &Context<'_>) -> Option<bool> {
        self.is_own(ctx).then_some(self.0.is_hidden)
    }
}

impl Membership {
    fn is_own(&self, ctx: &Context<'_>) -> bool {
        caller::viewer(ctx).is_some_and(|viewer| viewer.user == self.0.user)
    }
}

//! `Viewer`.

use async_graphql::{Context, ID, Object};
use chat_chassis::Ambient;
use chat_graph::{DateTime, Fault, caller::given};
use chat_model::{SessionId, UserId};

use super::{loader::Loaders, session::Session, user::User};
use crate::{Store, domain::Account};

/// The signed-in user. Only ever made of somebody who proved who they are: by the request's identity, or by what they sent
/// to register, log in or refresh. That is why nothing below asks who is looking.
#[derive(Debug, Clone, Copy)]
pub struct Viewer {
    user: UserId,
    session: SessionId,
}

impl Viewer {
    /// `user`, signed in by `session`.
    pub(super) const fn proven(user: UserId, session: SessionId) -> Self {
        Self { user, session }
    }

    async fn account(self, ctx: &Context<'_>) -> Result<Option<Account>, Fault> {
        Ok(Loaders::of(ctx)?.account.load(self.user).await?)
    }
}

impl From<&chat_chassis::Viewer> for Viewer {
    fn from(viewer: &chat_chassis::Viewer) -> Self {
        Self::proven(viewer.user, viewer.session)
    }
}

/// The signed-in user's private world. Its id comes from the access token, so EVERY subgraph can
/// resolve `viewer` by itself: `viewer { channels }` never touches users.
#[Object]
impl Viewer {
    /// vwr_…: the same bytes as the user's id, computed from the token; never equal to `user.id`, so that normalised caches keep both.
    async fn id(&self) -> ID {
        self.user.viewer().to_string().into()
    }

    /// How others see them.
    async fn user(&self, ctx: &Context<'_>) -> Result<Option<User>, Fault> {
        Ok(Loaders::of(ctx)?.user.load(self.user).await?.map(Into::into))
    }

    /// Their address. Nobody else ever sees it.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        Ok(self.account(ctx).await?.map(|account| account.email))
    }

    /// When they showed that the address is theirs.
    async fn email_verified_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>, Fault> {
        Ok(self.account(ctx).await?.and_then(|account| account.email_verified_at).map(Into::into))
    }

    /// At most 50.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Option<Vec<Session>>, Fault> {
        let now = given::<Ambient>(ctx)?.now();
        let sessions = given::<Store>(ctx)?.sessions_of(self.user, now).await?;
        Ok(Some(sessions.into_iter().map(|session| Session::seen_from(session, self.session)).collect()))
    }
}

//! `AuthPayload`: what `register`, `logIn` and `refreshSession` answer.

use async_graphql::{Context, SimpleObject};
use chat_graph::{Fault, caller::given};
use chat_model::{SessionId, Timestamp};

use crate::{
    domain::{Account, RefreshToken, User},
    graphql::{credentials::Credentials, error::UserError, loader::Loaders, viewer::Viewer},
    tokens::Tokens,
};

/// Who is signed in now and with what, or why nobody is.
#[derive(SimpleObject)]
pub struct AuthPayload {
    viewer: Option<Viewer>,
    credentials: Option<Credentials>,
    errors: Vec<UserError>,
}

/// Somebody who has just shown who they are.
pub(super) struct Proven {
    pub(super) user: User,
    /// If it is known already.
    pub(super) account: Option<Account>,
    pub(super) session: SessionId,
    pub(super) refresh: RefreshToken,
    pub(super) refresh_expires_at: Timestamp,
}

impl AuthPayload {
    /// Signs `proven` in. What is known of them is not read again.
    pub(super) async fn signed_in(ctx: &Context<'_>, proven: Proven) -> Result<Self, Fault> {
        let Proven { user, account, session, refresh, refresh_expires_at } = proven;
        let access = given::<Tokens>(ctx)?.access(&user, session)?;
        let viewer = Viewer::proven(user.id, session);
        let loaders = Loaders::of(ctx)?;
        if let Some(account) = account {
            loaders.account.prime(user.id, account).await;
        }
        loaders.user.prime(user.id, user).await;
        Ok(Self {
            viewer: Some(viewer),
            credentials: Some(Credentials::new(access, &refresh, refresh_expires_at)),
            errors: Vec::new(),
        })
    }

    pub(super) fn refused(errors: Vec<UserError>) -> Self {
        Self { viewer: None, credentials: None, errors }
    }
}

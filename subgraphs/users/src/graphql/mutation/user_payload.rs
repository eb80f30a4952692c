//! `UserPayload`: what a change of a user answers.

use async_graphql::{Context, SimpleObject};
use chat_graph::Fault;

use crate::{
    domain,
    graphql::{error::UserError, loader::Loaders, user::User},
};

/// The user after the change, or why there was none.
#[derive(SimpleObject)]
pub struct UserPayload {
    user: Option<User>,
    errors: Vec<UserError>,
}

impl UserPayload {
    /// The user as they are now. What the request saw of them before is no longer so.
    pub(super) async fn changed(ctx: &Context<'_>, user: domain::User) -> Result<Self, Fault> {
        let loaders = Loaders::of(ctx)?;
        loaders.user.prime(user.id, user.clone()).await;
        loaders.previous_usernames.forget(user.id).await;
        Ok(Self { user: Some(user.into()), errors: Vec::new() })
    }

    pub(super) fn refused(errors: Vec<UserError>) -> Self {
        Self { user: None, errors }
    }
}

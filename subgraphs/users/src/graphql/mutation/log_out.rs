//! `logOut`.

use async_graphql::{Context, Object, SimpleObject};
use chat_chassis::Ambient;
use chat_graph::{Fault, caller, caller::given};

use crate::{
    Store,
    graphql::{error::UserError, loader::Loaders},
};

#[derive(Default)]
pub struct LogOut;

/// Why the session goes on; nothing ever is.
#[derive(SimpleObject)]
pub struct LogOutPayload {
    errors: Vec<UserError>,
}

#[Object]
impl LogOut {
    /// Ends the session that asks, and its refresh tokens. Logging out twice is logging out once. The access token holds
    /// until it expires.
    async fn log_out(&self, ctx: &Context<'_>) -> Result<LogOutPayload, Fault> {
        let viewer = caller::signed_in(ctx)?;
        let now = given::<Ambient>(ctx)?.now();
        given::<Store>(ctx)?.end_session(viewer.user, viewer.session, now).await?;
        Loaders::of(ctx)?.session.forget(viewer.session).await;
        Ok(LogOutPayload { errors: Vec::new() })
    }
}

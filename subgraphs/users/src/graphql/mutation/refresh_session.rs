//! `refreshSession`.

use async_graphql::{Context, InputObject, Object};
use chat_chassis::Ambient;
use chat_graph::{Fault, caller::given};

use super::auth_payload::{AuthPayload, Proven};
use crate::{Store, domain::RefreshToken, graphql::error::UserError, tokens::Tokens};

#[derive(Default)]
pub struct RefreshSession;

/// Which session is to go on.
#[derive(InputObject)]
pub struct RefreshSessionInput {
    /// The refresh token that was given last.
    refresh_token: String,
}

#[Object]
impl RefreshSession {
    /// Gives new credentials for a refresh token, which is spent by it. Open to everybody. A token that was spent before
    /// ends its session, because it is in two hands.
    async fn refresh_session(&self, ctx: &Context<'_>, input: RefreshSessionInput) -> Result<AuthPayload, Fault> {
        let refused = || Ok(AuthPayload::refused(vec![UserError::token_expired()]));
        let Some(spent) = RefreshToken::parse(&input.refresh_token) else { return refused() };
        let refresh = given::<Tokens>(ctx)?.refresh();
        let now = given::<Ambient>(ctx)?.now();
        let Some(refreshed) = given::<Store>(ctx)?.refresh(spent.hash(), refresh.hash(), now).await? else {
            return refused();
        };
        let proven = Proven {
            user: refreshed.user,
            account: None,
            session: refreshed.session,
            refresh,
            refresh_expires_at: refreshed.expires_at,
        };
        AuthPayload::signed_in(ctx, proven).await
    }
}

//! `logIn`.

use async_graphql::{Context, InputObject, Object};
use chat_chassis::Ambient;
use chat_graph::{Fault, caller::given};

use super::auth_payload::{AuthPayload, Proven};
use crate::{
    Store,
    domain::{Login, Password, Session},
    graphql::{UserAgent, error::UserError},
    logins::LoginLimit,
    passwords::{Passwords, Verdict},
    tokens::Tokens,
};

#[derive(Default)]
pub struct LogIn;

#[derive(InputObject)]
pub struct LogInInput {
    /// The username or the e-mail address.
    login: String,
    /// The password.
    password: String,
}

#[Object]
impl LogIn {
    /// Signs in. Open to everybody; a few tries a minute for each account. At the 51st session the one that was unused for
    /// longest ends.
    async fn log_in(&self, ctx: &Context<'_>, input: LogInInput) -> Result<AuthPayload, Fault> {
        let login = Login::parse(&input.login);
        if let Err(too_often) = given::<LoginLimit>(ctx)?.take(login.counted_as(&input.login)) {
            return Ok(AuthPayload::refused(vec![UserError::rate_limited(too_often.retry_after)]));
        }
        let refused = || Ok(AuthPayload::refused(vec![UserError::bad_credentials()]));

        let store = given::<Store>(ctx)?;
        let candidate = store.candidate(&login).await?;
        let passwords = given::<Passwords>(ctx)?;
        let typed = Password::typed(&input.password);
        // An unknown login is verified too, in vain: how long the answer takes does not tell who there is.
        let stored = candidate.as_ref().map(|candidate| candidate.password_hash.clone());
        let verdict = passwords.verify(typed.clone(), stored).await?;
        let (Some(candidate), Some(typed)) = (candidate, typed) else { return refused() };
        let rehashed = match verdict {
            Verdict::Wrong => return refused(),
            Verdict::Right => None,
            Verdict::RightButOutdated => Some(passwords.hash(typed).await?),
        };

        let ambient = given::<Ambient>(ctx)?;
        let user_agent = given::<UserAgent>(ctx)?.0.clone();
        let session = Session::begin(ambient.id(), candidate.user.id, user_agent, ambient.now());
        let refresh = given::<Tokens>(ctx)?.refresh();
        if store.begin_session(&candidate, rehashed.as_ref(), &session, refresh.hash()).await?.is_err() {
            return refused();
        }
        let (session, refresh_expires_at) = (session.id, session.expires_at);
        let account = Some(candidate.account);
        AuthPayload::signed_in(ctx, Proven { user: candidate.user, account, session, refresh, refresh_expires_at })
            .await
    }
}

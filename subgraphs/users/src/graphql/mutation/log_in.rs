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
    store::sessions::Overtaken,
    tokens::Tokens,
};

#[derive(Default)]
pub struct LogIn;

/// Who wants to be signed in.
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
        let password = Password::typed(&input.password);
        let mut attempt = self::attempt(ctx, &login, password.as_ref()).await?;
        if matches!(attempt, Attempt::Overtaken) {
            attempt = self::attempt(ctx, &login, password.as_ref()).await?;
        }
        match attempt {
            Attempt::Succeeded(proven) => AuthPayload::signed_in(ctx, *proven).await,
            Attempt::Failed | Attempt::Overtaken => Ok(AuthPayload::refused(vec![UserError::bad_credentials()])),
        }
    }
}

enum Attempt {
    Succeeded(Box<Proven>),
    Failed,
    /// The hash that was verified is not the one that counts any more: the password was changed, or another login made its
    /// hash anew.
    Overtaken,
}

async fn attempt(ctx: &Context<'_>, login: &Login, password: Option<&Password>) -> Result<Attempt, Fault> {
    let store = given::<Store>(ctx)?;
    let passwords = given::<Passwords>(ctx)?;
    let candidate = store.candidate(login).await?;
    // An unknown login is verified too, in vain: how long the answer takes does not tell who there is.
    let stored = candidate.as_ref().map(|candidate| candidate.password_hash.clone());
    let verdict = passwords.verify(password.cloned(), stored).await?;
    let (Some(candidate), Some(password)) = (candidate, password) else { return Ok(Attempt::Failed) };
    let rehashed = match verdict {
        Verdict::Wrong => return Ok(Attempt::Failed),
        Verdict::Right => None,
        Verdict::RightButOutdated => Some(passwords.hash(password.clone()).await?),
    };

    let ambient = given::<Ambient>(ctx)?;
    let user_agent = given::<UserAgent>(ctx)?.0.clone();
    let session = Session::begin(ambient.id(), candidate.user.id, user_agent, ambient.now());
    let refresh = given::<Tokens>(ctx)?.refresh();
    if let Err(Overtaken) = store.begin_session(&candidate, rehashed.as_ref(), &session, refresh.hash()).await? {
        return Ok(Attempt::Overtaken);
    }
    Ok(Attempt::Succeeded(Box::new(Proven {
        user: candidate.user,
        account: Some(candidate.account),
        session: session.id,
        refresh,
        refresh_expires_at: session.expires_at,
    })))
}

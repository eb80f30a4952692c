//! `register`.

use async_graphql::{Context, InputObject, Object};
use chat_chassis::{Ambient, Role};
use chat_graph::{Fault, caller::given};

use super::{
    auth_payload::{AuthPayload, Proven},
    suggestion::username_taken,
};
use crate::{
    Store,
    domain::{Account, Registration, Session, User},
    graphql::{
        UserAgent,
        error::{ErrorCode, UserError},
    },
    passwords::Passwords,
    store::register::RegistrationRefused,
    tokens::Tokens,
};

#[derive(Default)]
pub struct Register;

/// An account to be made.
#[derive(InputObject)]
pub struct RegisterInput {
    /// 2 to 32 letters, digits, `_`, `-` and `.`, in one alphabet.
    username: String,
    /// Nobody else ever sees it.
    email: String,
    /// 10 to 128 characters.
    password: String,
    /// Up to 64 characters; the username unless given.
    display_name: Option<String>,
}

#[Object]
impl Register {
    /// Makes an account and signs in. Open to everybody.
    async fn register(&self, ctx: &Context<'_>, input: RegisterInput) -> Result<AuthPayload, Fault> {
        let RegisterInput { username, email, password, display_name } = input;
        let wish = match Registration::check(&username, &email, &password, display_name.as_deref()) {
            Ok(wish) => wish,
            Err(invalid) => return Ok(AuthPayload::refused(invalid.into_iter().map(Into::into).collect())),
        };
        let password_hash = given::<Passwords>(ctx)?.hash(wish.password).await?;
        let ambient = given::<Ambient>(ctx)?;
        let now = ambient.now();
        let user = User {
            id: ambient.id(),
            username: wish.username,
            display_name: wish.display_name,
            bio: None,
            role: Role::Member,
            is_bot: false,
            is_deleted: false,
            created_at: now,
        };
        let session = Session::begin(ambient.id(), user.id, given::<UserAgent>(ctx)?.0.clone(), now);
        let refresh = given::<Tokens>(ctx)?.refresh();
        let registered =
            given::<Store>(ctx)?.register(&user, &wish.email, &password_hash, &session, refresh.hash()).await?;
        match registered {
            Ok(()) => {
                let account = Account { email: wish.email.written().to_owned(), email_verified_at: None };
                let (session, refresh_expires_at) = (session.id, session.expires_at);
                let proven = Proven { user, account: Some(account), session, refresh, refresh_expires_at };
                AuthPayload::signed_in(ctx, proven).await
            }
            Err(RegistrationRefused::UsernameTaken) => {
                Ok(AuthPayload::refused(vec![username_taken(ctx, &user.username, None).await?]))
            }
            Err(RegistrationRefused::EmailTaken) => {
                let message = "there is an account with this address";
                Ok(AuthPayload::refused(vec![UserError::at("email", ErrorCode::EmailTaken, message)]))
            }
        }
    }
}

//! `changeUsername`.

use async_graphql::{Context, InputObject, Object};
use chat_chassis::Ambient;
use chat_graph::{Fault, caller, caller::given};

use super::{suggestion::username_taken, user_payload::UserPayload};
use crate::{Store, domain::Username, store::rename::RenameRefused};

#[derive(Default)]
pub struct ChangeUsername;

/// How the viewer wants to be called.
#[derive(InputObject)]
pub struct ChangeUsernameInput {
    /// 2 to 32 letters, digits, `_`, `-` and `.`, in one alphabet.
    username: String,
}

#[Object]
impl ChangeUsername {
    /// Gives the viewer another username. The old one is remembered, and for 30 days nobody else can take it.
    async fn change_username(&self, ctx: &Context<'_>, input: ChangeUsernameInput) -> Result<UserPayload, Fault> {
        let viewer = caller::signed_in(ctx)?;
        let username = match Username::parse(&input.username) {
            Ok(username) => username,
            Err(invalid) => return Ok(UserPayload::refused(vec![invalid.into()])),
        };
        let now = given::<Ambient>(ctx)?.now();
        match given::<Store>(ctx)?.rename(viewer.user, viewer.session, &username, now).await? {
            Ok(user) => UserPayload::changed(ctx, user).await,
            Err(RenameRefused::SignedOut) => Err(Fault::Unauthenticated),
            Err(RenameRefused::UsernameTaken) => {
                Ok(UserPayload::refused(vec![username_taken(ctx, &username, Some(viewer.user)).await?]))
            }
        }
    }
}

//! `updateProfile`.

use async_graphql::{Context, InputObject, MaybeUndefined, Object};
use chat_chassis::Ambient;
use chat_graph::{Fault, caller, caller::given};

use super::user_payload::UserPayload;
use crate::{Store, domain::ProfileChange};

#[derive(Default)]
pub struct UpdateProfile;

/// What is not named stays as it is.
#[derive(InputObject)]
pub struct UpdateProfileInput {
    /// One line of up to 64 characters. Null keeps it: everybody is called something.
    display_name: Option<String>,
    /// Up to 500 characters. Null takes it away.
    bio: MaybeUndefined<String>,
}

#[Object]
impl UpdateProfile {
    /// Changes what others read of the viewer.
    async fn update_profile(&self, ctx: &Context<'_>, input: UpdateProfileInput) -> Result<UserPayload, Fault> {
        let viewer = caller::signed_in(ctx)?;
        let bio = input.bio.as_opt_deref();
        let change = match ProfileChange::check(input.display_name.as_deref(), bio) {
            Ok(change) => change,
            Err(invalid) => return Ok(UserPayload::refused(invalid.into_iter().map(Into::into).collect())),
        };
        let now = given::<Ambient>(ctx)?.now();
        let changed = given::<Store>(ctx)?.change_profile(viewer.user, viewer.session, &change, now).await?;
        UserPayload::changed(ctx, changed?).await
    }
}

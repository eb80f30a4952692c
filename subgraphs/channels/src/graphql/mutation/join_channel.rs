//! `joinChannel`.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chat_chassis::Ambient;
use chat_graph::{Fault, caller, caller::given};

use crate::{
    Store,
    graphql::{error::UserError, input, loader::Loaders, membership::Membership},
};

#[derive(Default)]
pub struct JoinChannel;

/// Which channel to join.
#[derive(InputObject)]
pub struct JoinChannelInput {
    /// Which.
    channel_id: ID,
}

/// The membership after the change, or why there was none.
#[derive(SimpleObject)]
pub struct MembershipPayload {
    membership: Option<Membership>,
    errors: Vec<UserError>,
}

#[Object]
impl JoinChannel {
    /// Makes the viewer a member of a public channel. Joining twice is joining once.
    async fn join_channel(&self, ctx: &Context<'_>, input: JoinChannelInput) -> Result<MembershipPayload, Fault> {
        let viewer = caller::signed_in(ctx)?;
        let refused = |error| Ok(MembershipPayload { membership: None, errors: vec![error] });
        let id = match input::channel_id(&input.channel_id) {
            Ok(id) => id,
            Err(error) => return refused(error),
        };
        match given::<Store>(ctx)?.join(viewer, id, given::<Ambient>(ctx)?).await? {
            Ok(membership) => {
                Loaders::of(ctx)?.channel.forget(id).await;
                Ok(MembershipPayload { membership: Some(membership.into()), errors: Vec::new() })
            }
            Err(refusal) => refused(refusal.into()),
        }
    }
}

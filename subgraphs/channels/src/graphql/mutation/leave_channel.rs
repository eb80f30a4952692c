//! `leaveChannel`.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chat_chassis::Ambient;
use chat_graph::{Fault, caller, caller::given};

use super::as_changed;
use crate::{
    Store,
    graphql::{channel::Channel, error::UserError, input},
};

#[derive(Default)]
pub struct LeaveChannel;

/// Which channel to leave.
#[derive(InputObject)]
pub struct LeaveChannelInput {
    /// Which.
    channel_id: ID,
}

/// The channel as the viewer sees it now: null if that is not at all.
#[derive(SimpleObject)]
pub struct LeaveChannelPayload {
    channel: Option<Channel>,
    errors: Vec<UserError>,
}

#[Object]
impl LeaveChannel {
    /// Ends the viewer's membership. The last owner cannot leave without handing over; nobody leaves a DIRECT channel.
    async fn leave_channel(&self, ctx: &Context<'_>, input: LeaveChannelInput) -> Result<LeaveChannelPayload, Fault> {
        let viewer = caller::signed_in(ctx)?;
        let refused = |error| Ok(LeaveChannelPayload { channel: None, errors: vec![error] });
        let id = match input::channel_id(&input.channel_id) {
            Ok(id) => id,
            Err(error) => return refused(error),
        };
        match given::<Store>(ctx)?.leave(viewer, id, given::<Ambient>(ctx)?).await? {
            Ok(()) => Ok(LeaveChannelPayload { channel: as_changed(ctx, id).await?, errors: Vec::new() }),
            Err(refusal) => refused(refusal.into()),
        }
    }
}

//! Marking as read.

use std::convert::Infallible;

use chat_chassis::Viewer;
use chat_model::{ChannelId, Timestamp};
use chat_store::{Abort, StoreError};
use sea_orm::EntityTrait;

use super::{
    Store,
    entity::{channel_head, read_state},
    read_states::advance,
};
use crate::domain::ReadState;

/// What is so after marking.
#[derive(Debug, Clone, Copy)]
pub struct Marked {
    /// Where the marker stands.
    pub state: ReadState,
    /// The sequence of the channel's last message.
    pub last: i64,
}

impl Store {
    /// Marks everything in `channel` up to `sequence`, or to its last message if that comes before, as read by `viewer`.
    /// Never moves the marker back.
    pub async fn mark_read(
        &self,
        viewer: &Viewer,
        channel: ChannelId,
        sequence: i64,
        now: Timestamp,
    ) -> Result<Marked, StoreError> {
        let marked: Result<_, Infallible> = chat_store::write!(self.database, |transaction| {
            let head = channel_head::Entity::find_by_id(channel.uuid()).one(transaction).await?;
            let last = head.map_or(0, |head| head.last_sequence);
            advance(transaction, channel, viewer.user, sequence.min(last), now).await?;
            let state = read_state::Entity::find_by_id((channel.uuid(), viewer.user.uuid())).one(transaction).await?;
            let state = state.ok_or(StoreError::Corrupt("read_states"))?.into();
            Ok::<_, Abort<Infallible>>(Marked { state, last })
        })?;
        let Ok(marked) = marked;
        Ok(marked)
    }
}

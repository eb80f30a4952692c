//! Marking as read.

use std::convert::Infallible;

use chat_chassis::Viewer;
use chat_model::{ChannelId, Timestamp};
use chat_store::{Abort, StoreError};
use sea_orm::EntityTrait;

use super::{
    Store,
    entity::{channel_head, read_state},
    heads::Head,
    read_states::advance,
};

impl Store {
    /// Marks everything in `channel` up to `sequence`, or to its last message if that comes before, as read by `viewer`.
    /// Never moves the marker back.
    pub async fn mark_read(
        &self,
        viewer: &Viewer,
        channel: ChannelId,
        sequence: i64,
        now: Timestamp,
    ) -> Result<Head, StoreError> {
        let marked: Result<_, Infallible> = chat_store::write!(self.database, |transaction| {
            let head = channel_head::Entity::find_by_id(channel.uuid()).one(transaction).await?;
            let Some(last) = head.map(|head| head.last_sequence) else {
                // Nothing was said, so nothing was read.
                return Ok::<_, Abort<Infallible>>(Head::empty(channel));
            };
            advance(transaction, channel, viewer.user, sequence.min(last), now).await?;
            let state = read_state::Entity::find_by_id((channel.uuid(), viewer.user.uuid())).one(transaction).await?;
            Ok(Head { last, read: state.ok_or(StoreError::Corrupt("read_states"))?.into() })
        })?;
        let Ok(head) = marked;
        Ok(head)
    }
}

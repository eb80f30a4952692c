//! Rows and domain values, into each other.

use chat_model::{ChannelId, MessageId, Timestamp, UserId};
use chat_store::StoreError;
use sea_orm::Set;

use super::entity::{message, message_edit, read_state};
use crate::domain::{Edit, Message, MessageKind, ReadState};

impl TryFrom<message::Model> for Message {
    type Error = StoreError;

    fn try_from(row: message::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: MessageId::from_uuid(row.id),
            channel: ChannelId::from_uuid(row.channel_id),
            sequence: row.sequence,
            author: row.author_id.map(UserId::from_uuid),
            kind: MessageKind::parse(&row.kind).ok_or(StoreError::Corrupt("messages.kind"))?,
            body: row.body,
            reply_to: row.reply_to_id.map(MessageId::from_uuid),
            nonce: row.nonce,
            created_at: Timestamp::from_millis(row.created_at),
            edited_at: row.edited_at.map(Timestamp::from_millis),
            deleted_at: row.deleted_at.map(Timestamp::from_millis),
            version: row.version,
        })
    }
}

impl From<message_edit::Model> for Edit {
    fn from(row: message_edit::Model) -> Self {
        Self {
            version: row.version,
            body: row.body,
            edited_at: Timestamp::from_millis(row.edited_at),
            editor: UserId::from_uuid(row.editor_id),
        }
    }
}

impl From<read_state::Model> for ReadState {
    fn from(row: read_state::Model) -> Self {
        Self { last_read: row.last_read_sequence, updated_at: Timestamp::from_millis(row.updated_at) }
    }
}

/// The row of a new message.
pub(super) fn new_message(message: &Message) -> message::ActiveModel {
    message::ActiveModel {
        id: Set(message.id.uuid()),
        channel_id: Set(message.channel.uuid()),
        sequence: Set(message.sequence),
        author_id: Set(message.author.map(UserId::uuid)),
        kind: Set(message.kind.as_str().to_owned()),
        body: Set(message.body.clone()),
        reply_to_id: Set(message.reply_to.map(MessageId::uuid)),
        nonce: Set(message.nonce),
        created_at: Set(message.created_at.as_millis()),
        edited_at: Set(message.edited_at.map(Timestamp::as_millis)),
        deleted_at: Set(message.deleted_at.map(Timestamp::as_millis)),
        deleted_by: Set(None),
        delete_reason: Set(None),
        version: Set(message.version),
    }
}

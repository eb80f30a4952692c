//! Sending, once per nonce.

use std::{sync::Arc, time::Duration};

use chat_chassis::{Ambient, Viewer};
use chat_model::{ChannelId, Timestamp, UserId};
use chat_store::{Abort, StoreError};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set, TryInsertResult};
use sha2::{Digest, Sha256};

use super::{
    Store,
    entity::{message, message_nonce},
    heads, read_states, rows,
};
use crate::domain::{Message, MessageKind, NewMessage};

/// A message that is stored.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The message.
    pub message: Arc<Message>,
    /// Whether an earlier request sent it, with the same nonce.
    pub replayed: bool,
    /// The nickname of its author, if it was looked at on the way.
    pub author_name: Option<String>,
}

/// Why a message is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendRefusal {
    /// The nonce sent another message.
    NonceReused,
    /// Too soon after the author's last one.
    SlowMode {
        /// After this time it may succeed.
        retry_after: Duration,
    },
}

impl Store {
    /// Sends `new` to `channel` as `viewer`, who may write there, at least `slow_mode` after their last message. The same
    /// nonce with the same content returns the first message again, as it is now.
    pub async fn send(
        &self,
        viewer: &Viewer,
        channel: ChannelId,
        new: &NewMessage,
        slow_mode: Option<Duration>,
        ambient: &Ambient,
    ) -> Result<Result<Sent, SendRefusal>, StoreError> {
        let draft = Message {
            id: ambient.id(),
            channel,
            sequence: 0,
            author: Some(viewer.user),
            kind: MessageKind::User,
            body: new.body.clone(),
            reply_to: new.reply_to,
            nonce: Some(new.nonce),
            created_at: ambient.now(),
            edited_at: None,
            deleted_at: None,
            version: 1,
        };
        let _turn = self.turns.take(channel).await;
        chat_store::write!(self.database, |transaction| {
            let author_name = chat_nicknames::remember(transaction, viewer).await?;
            if !reserve(transaction, viewer.user, &draft, new).await? {
                let first = first_sent(transaction, viewer.user, channel, new).await?;
                return match first.ok_or(StoreError::Corrupt("message_nonces"))? {
                    Ok(message) => Ok(Sent { message, replayed: true, author_name: Some(author_name) }),
                    Err(refusal) => Err(Abort::Refused(refusal)),
                };
            }
            // From here on every other sender to this channel waits: the check below sees their messages, and times follow
            // the sequence as long as the clock does.
            let sequence = heads::next_sequence(transaction, channel).await?;
            let now = ambient.now();
            if let Some(slow_mode) = slow_mode {
                check_slow_mode(transaction, viewer.user, channel, slow_mode, now).await?;
            }
            let message = Message { sequence, created_at: now, ..draft.clone() };
            message::Entity::insert(rows::new_message(&message)).exec_without_returning(transaction).await?;
            read_states::pass_own(transaction, channel, viewer.user, sequence, now).await?;
            Ok(Sent { message: Arc::new(message), replayed: false, author_name: Some(author_name) })
        })
    }

    /// What `new` sent before, if it did: for a sender who may not send anything new now, and still learns that what they
    /// sent has arrived.
    pub async fn sent_before(
        &self,
        user: UserId,
        channel: ChannelId,
        new: &NewMessage,
    ) -> Result<Option<Result<Sent, SendRefusal>>, StoreError> {
        let first = first_sent(self.database.reader(), user, channel, new).await?;
        Ok(first.map(|first| first.map(|message| Sent { message, replayed: true, author_name: None })))
    }
}

/// Takes the nonce for `draft`. False if it was taken before.
async fn reserve(
    transaction: &impl ConnectionTrait,
    user: UserId,
    draft: &Message,
    new: &NewMessage,
) -> Result<bool, StoreError> {
    let reservation = message_nonce::ActiveModel {
        channel_id: Set(draft.channel.uuid()),
        author_id: Set(user.uuid()),
        nonce: Set(new.nonce),
        content_hash: Set(content_hash(new)),
        message_id: Set(draft.id.uuid()),
    };
    let inserted =
        message_nonce::Entity::insert(reservation).on_conflict_do_nothing().exec_without_returning(transaction).await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

async fn first_sent(
    connection: &impl ConnectionTrait,
    user: UserId,
    channel: ChannelId,
    new: &NewMessage,
) -> Result<Option<Result<Arc<Message>, SendRefusal>>, StoreError> {
    let key = (channel.uuid(), user.uuid(), new.nonce);
    let Some(nonce) = message_nonce::Entity::find_by_id(key).one(connection).await? else { return Ok(None) };
    if nonce.content_hash != content_hash(new) {
        return Ok(Some(Err(SendRefusal::NonceReused)));
    }
    let row = message::Entity::find_by_id(nonce.message_id).one(connection).await?;
    let message = Message::try_from(row.ok_or(StoreError::Corrupt("message_nonces.message_id"))?)?;
    Ok(Some(Ok(Arc::new(message))))
}

async fn check_slow_mode(
    transaction: &impl ConnectionTrait,
    user: UserId,
    channel: ChannelId,
    slow_mode: Duration,
    now: Timestamp,
) -> Result<(), Abort<SendRefusal>> {
    let latest: Option<i64> = message::Entity::find()
        .select_only()
        .column(message::Column::CreatedAt)
        .filter(message::Column::ChannelId.eq(channel.uuid()))
        .filter(message::Column::AuthorId.eq(user.uuid()))
        .order_by_desc(message::Column::Sequence)
        .limit(1)
        .into_tuple()
        .one(transaction)
        .await?;
    let next = latest.map(|latest| Timestamp::from_millis(latest).after(slow_mode));
    match next {
        Some(next) if now < next => {
            // A clock that was set back must not silence anybody for longer than the rule says.
            let left = Duration::from_millis(next.as_millis().abs_diff(now.as_millis())).min(slow_mode);
            Err(Abort::Refused(SendRefusal::SlowMode { retry_after: left }))
        }
        _ => Ok(()),
    }
}

/// Equal for two requests that send the same.
fn content_hash(new: &NewMessage) -> Vec<u8> {
    let mut hash = Sha256::new();
    match new.reply_to {
        None => hash.update([0]),
        // An id has one length, so what it answers and what it says cannot run together to the same bytes.
        Some(reply_to) => {
            hash.update([1]);
            hash.update(reply_to.uuid());
        }
    }
    hash.update(&new.body);
    hash.finalize().to_vec()
}

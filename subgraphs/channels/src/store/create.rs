//! Making a channel, once per idempotency key.

use std::collections::BTreeSet;

use chat_chassis::{Ambient, Viewer};
use chat_model::{ChannelId, UserId};
use chat_store::{Abort, StoreError};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait, Set, TryInsertResult};
use sha2::{Digest, Sha256};

use super::{
    Store,
    entity::{channel, channel_creation, membership},
    events, rows,
};
use crate::domain::{Channel, Membership, NewChannel, NotificationLevel, Refusal, Role};

impl Store {
    /// Makes `new`, with `viewer` as its owner and the others as members, and returns its id. The same key by the same
    /// viewer with the same content returns the id of the first one.
    pub async fn create_channel(
        &self,
        viewer: &Viewer,
        new: &NewChannel,
        ambient: &Ambient,
    ) -> Result<Result<ChannelId, Refusal>, StoreError> {
        let hash = content_hash(new);
        let people: BTreeSet<UserId> = new.members.iter().copied().chain([viewer.user]).collect();
        let channel = Channel {
            name: Some(new.name.clone()),
            topic: new.topic.clone(),
            description: new.description.clone(),
            ..Channel::new(ambient.id(), new.kind, viewer.user, ambient.now(), people.len())
        };
        let members: Vec<_> =
            people.into_iter().map(|user| first_member(&channel, user, Role::Owner, ambient)).collect();
        let created = chat_store::write!(self.database, |transaction| {
            chat_nicknames::remember(transaction, viewer).await?;
            if let Some(first) = reserve_key(transaction, viewer.user, new, &hash, channel.id).await? {
                return Ok(first);
            }
            insert(transaction, &channel, None, &members).await.map_err(|error| {
                if error.is_constraint() { Abort::Refused(Refusal::NameTaken) } else { error.into() }
            })?;
            Ok(channel.id)
        });
        self.log.wake();
        created
    }
}

/// Takes the key for `channel`. If it was taken before for the same content, the channel that it made.
async fn reserve_key(
    transaction: &DatabaseTransaction,
    creator: UserId,
    new: &NewChannel,
    hash: &[u8],
    channel: ChannelId,
) -> Result<Option<ChannelId>, Abort<Refusal>> {
    let reservation = channel_creation::ActiveModel {
        creator_id: Set(creator.uuid()),
        idempotency_key: Set(new.idempotency_key.clone()),
        content_hash: Set(hash.to_vec()),
        channel_id: Set(channel.uuid()),
    };
    let inserted = channel_creation::Entity::insert(reservation)
        .on_conflict_do_nothing()
        .exec_without_returning(transaction)
        .await?;
    if matches!(inserted, TryInsertResult::Inserted(1..)) {
        return Ok(None);
    }
    let first = channel_creation::Entity::find_by_id((creator.uuid(), new.idempotency_key.clone()))
        .one(transaction)
        .await?
        .ok_or(StoreError::Corrupt("channel_creations"))?;
    if first.content_hash == hash {
        Ok(Some(ChannelId::from_uuid(first.channel_id)))
    } else {
        Err(Abort::Refused(Refusal::KeyReused))
    }
}

/// Inserts a channel and its first members, and tells of them.
pub(super) async fn insert(
    transaction: &impl ConnectionTrait,
    channel: &Channel,
    people: Option<Vec<u8>>,
    members: &[Membership],
) -> Result<(), StoreError> {
    channel::Entity::insert(rows::new_channel(channel, people)).exec_without_returning(transaction).await?;
    membership::Entity::insert_many(members.iter().map(rows::new_membership))
        .exec_without_returning(transaction)
        .await?;
    events::made(transaction, channel, members).await
}

/// The membership with which `user` is in `channel` from its beginning: with `creator_role` if they made it.
pub(super) fn first_member(channel: &Channel, user: UserId, creator_role: Role, ambient: &Ambient) -> Membership {
    let is_creator = user == channel.created_by;
    Membership {
        id: ambient.id(),
        channel: channel.id,
        user,
        role: if is_creator { creator_role } else { Role::Member },
        joined_at: channel.created_at,
        invited_by: (!is_creator).then_some(channel.created_by),
        muted_until: None,
        notifications: NotificationLevel::All,
        is_favorite: false,
        is_hidden: false,
    }
}

/// Equal for two inputs that make the same channel.
fn content_hash(new: &NewChannel) -> Vec<u8> {
    let mut hash = Sha256::new();
    // Each text with its length, so that no two inputs run together to the same bytes.
    for text in [Some(new.kind.as_str()), Some(&new.name), new.topic.as_deref(), new.description.as_deref()] {
        match text {
            None => hash.update([0]),
            Some(text) => {
                hash.update([1]);
                hash.update((text.len() as u64).to_be_bytes());
                hash.update(text);
            }
        }
    }
    for member in &new.members {
        hash.update(member.uuid());
    }
    hash.finalize().to_vec()
}

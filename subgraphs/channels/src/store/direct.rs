//! DIRECT and GROUP channels: one per exact set of people.

use chat_chassis::{Ambient, Viewer};
use chat_model::ChannelId;
use chat_store::{Abort, StoreError};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use sha2::{Digest, Sha256};

use super::{Store, create, entity::channel};
use crate::domain::{Channel, People, Role};

impl Store {
    /// The channel of exactly these people, made if there is none.
    pub async fn open_direct(
        &self,
        viewer: &Viewer,
        people: &People,
        ambient: &Ambient,
    ) -> Result<ChannelId, StoreError> {
        let key = people_key(people);
        if let Some(channel) = find(self.database.reader(), &key).await? {
            return Ok(channel);
        }
        let channel = Channel::new(ambient.id(), people.kind(), viewer.user, ambient.now(), people.iter().len());
        let members: Vec<_> =
            people.iter().map(|user| create::first_member(&channel, user, Role::Member, ambient)).collect();
        let made = chat_store::write!(self.database, |transaction| {
            chat_nicknames::remember(transaction, viewer).await?;
            create::insert(transaction, &channel, Some(key.clone()), &members)
                .await
                .map_err(|error| if error.is_constraint() { Abort::Refused(MadeMeanwhile) } else { error.into() })?;
            Ok(channel.id)
        })?;
        self.log.wake();
        match made {
            Ok(channel) => Ok(channel),
            Err(MadeMeanwhile) => {
                find(self.database.reader(), &key).await?.ok_or(StoreError::Corrupt("channels.people_key"))
            }
        }
    }
}

/// Somebody made the channel of the same people at the same moment.
struct MadeMeanwhile;

async fn find(connection: &impl ConnectionTrait, key: &[u8]) -> Result<Option<ChannelId>, StoreError> {
    let id = channel::Entity::find()
        .select_only()
        .column(channel::Column::Id)
        .filter(channel::Column::PeopleKey.eq(key))
        .into_tuple()
        .one(connection)
        .await?;
    Ok(id.map(ChannelId::from_uuid))
}

fn people_key(people: &People) -> Vec<u8> {
    let mut hash = Sha256::new();
    for user in people.iter() {
        hash.update(user.uuid());
    }
    hash.finalize().to_vec()
}

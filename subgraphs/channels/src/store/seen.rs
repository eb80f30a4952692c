//! Channels as one user sees them: each with that user's membership and ban, in one statement.

use std::collections::HashMap;

use chat_model::{ChannelId, UserId};
use chat_store::StoreError;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DerivePartialModel, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait, Select,
    sea_query::{Expr, ExprTrait, IntoCondition, Order},
};

use super::{
    Store,
    entity::{ban, channel, membership},
};
use crate::domain::{ChannelKind, Refusal, Seen, name_key};

impl Store {
    /// The channels with these ids, as `user` sees them, if anybody. Those that are not visible are there too: see
    /// [`Seen::is_visible`].
    pub async fn seen(
        &self,
        channels: &[ChannelId],
        user: Option<UserId>,
    ) -> Result<HashMap<ChannelId, Seen>, StoreError> {
        let rows = as_seen_by(user)
            .filter(channel::Column::Id.is_in(channels.iter().map(|id| id.uuid())))
            .into_partial_model::<SeenRow>()
            .all(self.database.reader())
            .await?;
        rows.into_iter().map(|row| Seen::try_from(row).map(|seen| (seen.channel.id, seen))).collect()
    }

    /// The channel called `name`, as `user` sees it: the public one, else a private one that the user is in.
    pub async fn seen_by_name(&self, name: &str, user: Option<UserId>) -> Result<Option<Seen>, StoreError> {
        let key = name_key(name);
        let own_private = Condition::all()
            .add(channel::Column::NameKey.eq(key.as_str()))
            .add(channel::Column::Kind.eq(ChannelKind::Private.as_str()))
            .add(membership::Column::Id.is_not_null());
        let row = as_seen_by(user)
            .filter(Condition::any().add(channel::Column::PublicNameKey.eq(key.as_str())).add(own_private))
            .order_by(Expr::col((channel::Entity, channel::Column::PublicNameKey)).is_null(), Order::Asc)
            .order_by_asc(channel::Column::Id)
            .limit(1)
            .into_partial_model::<SeenRow>()
            .one(self.database.reader())
            .await?;
        row.map(TryInto::try_into).transpose()
    }
}

/// The channel as `user` sees it, locked until the transaction ends.
pub(super) async fn lock_seen(
    transaction: &impl ConnectionTrait,
    id: ChannelId,
    user: UserId,
) -> Result<Result<Seen, Refusal>, StoreError> {
    // Not joined: PostgreSQL does not lock the optional side of a join.
    let Some(channel) = channel::Entity::find_by_id(id.uuid()).lock_exclusive().one(transaction).await? else {
        return Ok(Err(Refusal::NotFound));
    };
    let own = membership::Entity::find()
        .filter(membership::Column::ChannelId.eq(id.uuid()))
        .filter(membership::Column::UserId.eq(user.uuid()))
        .one(transaction)
        .await?;
    let ban = ban::Entity::find_by_id((id.uuid(), user.uuid())).one(transaction).await?;
    Ok(Ok(SeenRow { channel, own, ban }.try_into()?))
}

/// A row of [`as_seen_by`].
#[derive(DerivePartialModel)]
pub(super) struct SeenRow {
    #[sea_orm(nested)]
    pub(super) channel: channel::Model,
    #[sea_orm(nested)]
    pub(super) own: Option<membership::Model>,
    #[sea_orm(nested)]
    pub(super) ban: Option<ban::Model>,
}

impl TryFrom<SeenRow> for Seen {
    type Error = StoreError;

    fn try_from(row: SeenRow) -> Result<Self, StoreError> {
        Ok(Self {
            channel: row.channel.try_into()?,
            own: row.own.map(TryInto::try_into).transpose()?,
            ban: row.ban.map(Into::into),
        })
    }
}

/// Channels with the membership and the ban of `user`.
pub(super) fn as_seen_by(user: Option<UserId>) -> Select<channel::Entity> {
    // Nobody is in a channel as the nil id.
    let user = user.map(UserId::uuid).unwrap_or_default();
    let own = membership::Relation::Channel
        .def()
        .rev()
        .on_condition(move |_, own| Expr::col((own, membership::Column::UserId)).eq(user).into_condition());
    let ban = ban::Relation::Channel
        .def()
        .rev()
        .on_condition(move |_, ban| Expr::col((ban, ban::Column::UserId)).eq(user).into_condition());
    channel::Entity::find().join(JoinType::LeftJoin, own).join(JoinType::LeftJoin, ban)
}

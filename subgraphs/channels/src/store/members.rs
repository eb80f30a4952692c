//! Memberships: by id, and in pages.

use std::collections::HashMap;

use chat_model::{
    ChannelId, MembershipId, Timestamp, UserId,
    page::{Page, PageRequest},
};
use chat_store::{StoreError, first_of_each};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, QueryTrait,
    RelationTrait,
    sea_query::{Condition, Expr, IntoColumnRef, Order},
};
use uuid::Uuid;

use super::{
    Store,
    entity::{channel, membership},
};
use crate::domain::{ChannelKind, Membership, Role};

/// Where a member stands in a channel's list: by when they joined.
pub type MemberKey = (Timestamp, MembershipId);

impl Store {
    /// The memberships with these ids.
    pub async fn memberships(&self, ids: &[MembershipId]) -> Result<HashMap<MembershipId, Membership>, StoreError> {
        let rows = membership::Entity::find()
            .filter(membership::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
            .all(self.database.reader())
            .await?;
        rows.into_iter().map(|row| Membership::try_from(row).map(|own| (own.id, own))).collect()
    }

    /// The same page of the members of each of these channels, of one role if any is named.
    pub async fn members(
        &self,
        channels: &[ChannelId],
        role: Option<Role>,
        page: &PageRequest<MemberKey>,
    ) -> Result<HashMap<ChannelId, Page<Membership>>, StoreError> {
        let mut select = membership::Entity::find();
        if let Some(role) = role {
            select = select.filter(membership::Column::Role.eq(role.as_str()));
        }
        let key = || Expr::tuple([column(membership::Column::JoinedAt), column(membership::Column::Id)]);
        let bound = |(at, id): MemberKey| Expr::tuple([Expr::value(at.as_millis()), Expr::value(id.uuid())]);
        if let Some(after) = page.after {
            select = select.filter(key().gt(bound(after)));
        }
        if let Some(before) = page.before {
            select = select.filter(key().lt(bound(before)));
        }
        let direction = if page.from_end { Order::Desc } else { Order::Asc };
        let order = [
            ((membership::Entity, membership::Column::JoinedAt).into_column_ref(), direction.clone()),
            ((membership::Entity, membership::Column::Id).into_column_ref(), direction),
        ];
        let statement = first_of_each(
            self.database.dialect(),
            select.into_query(),
            (membership::Entity, membership::Column::ChannelId),
            channels.iter().map(|id| id.uuid()),
            &order,
            page.rows(),
        );
        let rows = membership::Model::find_by_statement(self.database.statement(&statement))
            .all(self.database.reader())
            .await?;
        let mut members: HashMap<ChannelId, Vec<Membership>> = channels.iter().map(|id| (*id, Vec::new())).collect();
        for row in rows {
            let member = Membership::try_from(row)?;
            members.entry(member.channel).or_default().push(member);
        }
        Ok(members.into_iter().map(|(channel, rows)| (channel, page.page(rows))).collect())
    }

    /// The same page of the channels that each of these users is in and that `viewer` may know of: the public ones, and
    /// those that `viewer` is in too. In the order of the users' joining.
    pub async fn channels_in_common(
        &self,
        users: &[UserId],
        viewer: Option<UserId>,
        page: &PageRequest<MembershipId>,
    ) -> Result<HashMap<UserId, Page<(MembershipId, ChannelId)>>, StoreError> {
        let viewer = viewer.map(UserId::uuid).unwrap_or_default();
        let shared = membership::Entity::find()
            .select_only()
            .column(membership::Column::ChannelId)
            .filter(membership::Column::UserId.eq(viewer))
            .into_query();
        let mut select = membership::Entity::find()
            .select_only()
            .columns([membership::Column::Id, membership::Column::UserId, membership::Column::ChannelId])
            .join(JoinType::InnerJoin, membership::Relation::Channel.def())
            .filter(
                Condition::any()
                    .add(channel::Column::Kind.eq(ChannelKind::Public.as_str()))
                    .add(channel::Column::Id.in_subquery(shared)),
            );
        if let Some(after) = page.after {
            select = select.filter(membership::Column::Id.gt(after.uuid()));
        }
        let statement = first_of_each(
            self.database.dialect(),
            select.into_query(),
            (membership::Entity, membership::Column::UserId),
            users.iter().map(|id| id.uuid()),
            &[((membership::Entity, membership::Column::Id).into_column_ref(), Order::Asc)],
            page.rows(),
        );
        let rows = PlaceRow::find_by_statement(self.database.statement(&statement)).all(self.database.reader()).await?;
        let mut places: HashMap<UserId, Vec<_>> = users.iter().map(|id| (*id, Vec::new())).collect();
        for row in rows {
            let place = (MembershipId::from_uuid(row.id), ChannelId::from_uuid(row.channel_id));
            places.entry(UserId::from_uuid(row.user_id)).or_default().push(place);
        }
        Ok(places.into_iter().map(|(user, rows)| (user, page.page(rows))).collect())
    }
}

#[derive(FromQueryResult)]
struct PlaceRow {
    id: Uuid,
    user_id: Uuid,
    channel_id: Uuid,
}

fn column(column: membership::Column) -> Expr {
    Expr::col((membership::Entity, column))
}

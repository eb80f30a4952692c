//! Channels in pages: those anybody can find, those a user is in.

use chat_model::{
    ChannelId, MembershipId, UserId,
    page::{Page, PageRequest},
};
use chat_store::StoreError;
use sea_orm::{
    ColumnTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, LikeExpr},
};

use super::{
    Store,
    entity::{channel, membership},
    seen::{SeenRow, as_seen_by},
};
use crate::domain::{ChannelKind, Seen};

/// By which number a listing is ordered: the greatest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rank {
    /// When something last happened.
    Activity,
    /// How many are in it.
    Members,
    /// When it was made.
    Creation,
}

impl Rank {
    /// The rank of `channel`.
    #[must_use]
    pub fn of(self, seen: &Seen) -> i64 {
        match self {
            Self::Activity => seen.channel.active_at.as_millis(),
            Self::Members => i64::from(seen.channel.member_count),
            Self::Creation => seen.channel.created_at.as_millis(),
        }
    }

    const fn column(self) -> channel::Column {
        match self {
            Self::Activity => channel::Column::ActiveAt,
            Self::Members => channel::Column::MemberCount,
            Self::Creation => channel::Column::CreatedAt,
        }
    }
}

impl Store {
    /// Public channels that are not archived, whose name contains `query`, the highest ranked first.
    pub async fn public_by_rank(
        &self,
        query: Option<&str>,
        rank: Rank,
        page: &PageRequest<(i64, ChannelId)>,
        viewer: Option<UserId>,
    ) -> Result<Page<Seen>, StoreError> {
        let mut select = public(query, viewer);
        if let Some((value, id)) = page.after {
            select = select.filter(
                Expr::tuple([column(rank.column()), column(channel::Column::Id)])
                    .lt(Expr::tuple([Expr::value(value), Expr::value(id.uuid())])),
            );
        }
        let select = select.order_by_desc(rank.column()).order_by_desc(channel::Column::Id);
        self.page_of(select, page).await
    }

    /// As [`Store::public_by_rank`], by name from A to Z.
    pub async fn public_by_name(
        &self,
        query: Option<&str>,
        page: &PageRequest<(String, ChannelId)>,
        viewer: Option<UserId>,
    ) -> Result<Page<Seen>, StoreError> {
        let mut select = public(query, viewer);
        if let Some((name, id)) = &page.after {
            select = select.filter(
                Expr::tuple([column(channel::Column::NameKey), column(channel::Column::Id)])
                    .gt(Expr::tuple([Expr::value(name.as_str()), Expr::value(id.uuid())])),
            );
        }
        let select = select.order_by_asc(channel::Column::NameKey).order_by_asc(channel::Column::Id);
        self.page_of(select, page).await
    }

    /// The channels that `user` is in, of these kinds if any are named, the earliest joined first.
    pub async fn of_member(
        &self,
        user: UserId,
        kinds: Option<&[ChannelKind]>,
        page: &PageRequest<MembershipId>,
    ) -> Result<Page<Seen>, StoreError> {
        let mut select = as_seen_by(Some(user)).filter(membership::Column::UserId.eq(user.uuid()));
        if let Some(kinds) = kinds {
            select = select.filter(channel::Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str())));
        }
        if let Some(after) = page.after {
            select = select.filter(membership::Column::Id.gt(after.uuid()));
        }
        self.page_of(select.order_by_asc(membership::Column::Id), page).await
    }

    async fn page_of<C>(
        &self,
        select: Select<channel::Entity>,
        page: &PageRequest<C>,
    ) -> Result<Page<Seen>, StoreError> {
        let rows = select.limit(page.rows()).into_partial_model::<SeenRow>().all(self.database.reader()).await?;
        Ok(page.page(rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?))
    }
}

fn public(query: Option<&str>, viewer: Option<UserId>) -> Select<channel::Entity> {
    let select = as_seen_by(viewer)
        .filter(channel::Column::PublicNameKey.is_not_null())
        .filter(channel::Column::ArchivedAt.is_null());
    match query {
        None => select,
        Some(query) => {
            let escaped = query.to_lowercase().replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
            select.filter(column(channel::Column::NameKey).like(LikeExpr::new(format!("%{escaped}%")).escape('\\')))
        }
    }
}

fn column(column: channel::Column) -> Expr {
    Expr::col((channel::Entity, column))
}

//! What channels said of users, for when it cannot be asked.

use std::{collections::HashMap, convert::Infallible};

use chat_model::{ChannelId, Timestamp, UserId};
use chat_store::{Abort, StoreError};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Iterable, QueryFilter, Set,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use super::{Store, entity::verdict};
use crate::domain::{ChannelKind, Heard, Role, Verdict};

impl Store {
    /// What was last heard of `user` in these channels.
    pub async fn heard(&self, user: UserId, channels: &[ChannelId]) -> Result<HashMap<ChannelId, Heard>, StoreError> {
        let rows = verdict::Entity::find()
            .filter(verdict::Column::UserId.eq(user.uuid()))
            .filter(verdict::Column::ChannelId.is_in(channels.iter().map(|id| id.uuid())))
            .all(self.database.reader())
            .await?;
        rows.into_iter().map(|row| Ok((ChannelId::from_uuid(row.channel_id), row.try_into()?))).collect()
    }

    /// Keeps what was heard of each user in each channel, unless something newer is there: one statement, and one more if
    /// some of the channels are gone, of which nothing is kept.
    pub async fn keep_heard(&self, heard: &[((UserId, ChannelId), Heard)]) -> Result<(), StoreError> {
        let mut heard: Vec<_> = heard.iter().collect();
        // Always in the same order, so that two processes that keep the same do not wait for each other.
        heard.sort_unstable_by_key(|((user, channel), _)| (channel.uuid(), user.uuid()));
        let said: Vec<_> =
            heard.iter().filter_map(|(place, heard)| Some(row(*place, heard.verdict?, heard.at))).collect();
        let gone: Vec<_> = heard.iter().filter(|(_, heard)| heard.verdict.is_none()).copied().collect();
        let kept: Result<(), Infallible> = chat_store::write!(self.database, |transaction| {
            if !said.is_empty() {
                keep(transaction, said.clone()).await?;
            }
            if !gone.is_empty() {
                forget(transaction, &gone).await?;
            }
            Ok::<_, Abort<Infallible>>(())
        })?;
        let Ok(()) = kept;
        Ok(())
    }
}

async fn keep(transaction: &impl ConnectionTrait, rows: Vec<verdict::ActiveModel>) -> Result<(), StoreError> {
    let (version, at) = (verdict::Column::Version, verdict::Column::HeardAt);
    let there = |column| Expr::col((verdict::Entity, column));
    let heard = |column| Expr::col(("excluded", column));
    let is_newer = heard(version).gt(there(version)).or(heard(version).eq(there(version)).and(heard(at).gt(there(at))));
    let is_key = |column: &verdict::Column| matches!(column, verdict::Column::ChannelId | verdict::Column::UserId);
    let if_newer = OnConflict::columns([verdict::Column::ChannelId, verdict::Column::UserId])
        .update_columns(verdict::Column::iter().filter(|column| !is_key(column)))
        .action_and_where(is_newer)
        .to_owned();
    verdict::Entity::insert_many(rows).on_conflict(if_newer).exec_without_returning(transaction).await?;
    Ok(())
}

async fn forget(transaction: &impl ConnectionTrait, gone: &[&((UserId, ChannelId), Heard)]) -> Result<(), StoreError> {
    let mut any = Condition::any();
    for ((user, channel), heard) in gone {
        any = any.add(
            Condition::all()
                .add(verdict::Column::ChannelId.eq(channel.uuid()))
                .add(verdict::Column::UserId.eq(user.uuid()))
                .add(verdict::Column::HeardAt.lte(heard.at.as_millis())),
        );
    }
    verdict::Entity::delete_many().filter(any).exec(transaction).await?;
    Ok(())
}

fn row((user, channel): (UserId, ChannelId), verdict: Verdict, at: Timestamp) -> verdict::ActiveModel {
    verdict::ActiveModel {
        channel_id: Set(channel.uuid()),
        user_id: Set(user.uuid()),
        version: Set(verdict.version),
        kind: Set(verdict.kind.as_str().to_owned()),
        can_read: Set(verdict.can_read),
        can_post: Set(verdict.can_post),
        role: Set(verdict.role.map(|role| role.as_str().to_owned())),
        muted_until: Set(verdict.muted_until.map(Timestamp::as_millis)),
        banned_until: Set(verdict.banned_until.map(Timestamp::as_millis)),
        archived_at: Set(verdict.archived_at.map(Timestamp::as_millis)),
        slow_mode_seconds: Set(verdict.slow_mode_seconds),
        heard_at: Set(at.as_millis()),
    }
}

impl TryFrom<verdict::Model> for Heard {
    type Error = StoreError;

    fn try_from(row: verdict::Model) -> Result<Self, StoreError> {
        let role = |role: &str| Role::parse(role).ok_or(StoreError::Corrupt("verdicts.role"));
        let verdict = Verdict {
            version: row.version,
            kind: ChannelKind::parse(&row.kind).ok_or(StoreError::Corrupt("verdicts.kind"))?,
            can_read: row.can_read,
            can_post: row.can_post,
            role: row.role.as_deref().map(role).transpose()?,
            muted_until: row.muted_until.map(Timestamp::from_millis),
            banned_until: row.banned_until.map(Timestamp::from_millis),
            archived_at: row.archived_at.map(Timestamp::from_millis),
            slow_mode_seconds: row.slow_mode_seconds,
        };
        Ok(Self { verdict: Some(verdict), at: Timestamp::from_millis(row.heard_at) })
    }
}

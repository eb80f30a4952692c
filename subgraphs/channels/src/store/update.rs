//! Changing what a channel is.

use chat_chassis::{Ambient, Viewer};
use chat_model::ChannelId;
use chat_store::{Abort, StoreError};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, Value,
    sea_query::{Expr, ExprTrait},
};

use super::{Store, entity::channel, events, seen::lock_seen};
use crate::domain::{ChannelKind, Refusal, check_update, name_key};

/// What to change. Of an outer `None` nothing is changed; an inner one removes.
#[derive(Debug, Clone, Default)]
pub struct ChannelChange {
    /// The name; only a group may go without.
    pub name: Option<Option<String>>,
    /// What is being talked about.
    pub topic: Option<Option<String>>,
    /// What it is for.
    pub description: Option<Option<String>>,
    /// Seconds between two messages of one author.
    pub slow_mode_seconds: Option<i32>,
    /// After how many days messages go.
    pub retention_days: Option<Option<i32>>,
}

/// Why a change is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpdateRefusal {
    /// As for every change.
    Refused(Refusal),
    /// Such a channel needs a name.
    NameNeeded,
}

impl Store {
    /// Changes the channel.
    pub async fn update_channel(
        &self,
        viewer: &Viewer,
        id: ChannelId,
        change: &ChannelChange,
        ambient: &Ambient,
    ) -> Result<Result<(), UpdateRefusal>, StoreError> {
        let now = ambient.now();
        let refuse = |refusal| Abort::Refused(UpdateRefusal::Refused(refusal));
        let _turn = self.turns.take(id).await;
        let updated = chat_store::write!(self.database, |transaction| {
            let seen = lock_seen(transaction, id, viewer.user).await?.map_err(refuse)?;
            check_update(&seen, now).map_err(refuse)?;
            if change.name == Some(None) && seen.channel.kind != ChannelKind::Group {
                return Err(Abort::Refused(UpdateRefusal::NameNeeded));
            }
            let mut update = channel::Entity::update_many()
                .filter(channel::Column::Id.eq(id.uuid()))
                .col_expr(channel::Column::Version, Expr::col(channel::Column::Version).add(1))
                .col_expr(channel::Column::ActiveAt, Expr::value(now.as_millis()));
            for (column, value) in columns(change, seen.channel.kind) {
                update = update.col_expr(column, Expr::value(value));
            }
            let row = match update.exec_with_returning(transaction).await.map_err(StoreError::from) {
                Err(error) if error.is_constraint() => return Err(refuse(Refusal::NameTaken)),
                Err(error) => return Err(error.into()),
                Ok(mut rows) => rows.pop().ok_or(StoreError::Corrupt("channels"))?,
            };
            events::changed(transaction, &row.try_into()?, now).await?;
            Ok(())
        });
        self.log.wake();
        updated
    }
}

fn columns(change: &ChannelChange, kind: ChannelKind) -> Vec<(channel::Column, Value)> {
    let mut columns: Vec<(channel::Column, Value)> = Vec::new();
    if let Some(name) = &change.name {
        let key = name.as_deref().map(name_key);
        columns.push((channel::Column::Name, name.clone().into()));
        columns.push((channel::Column::NameKey, key.clone().into()));
        if kind == ChannelKind::Public {
            columns.push((channel::Column::PublicNameKey, key.into()));
        }
    }
    if let Some(topic) = &change.topic {
        columns.push((channel::Column::Topic, topic.clone().into()));
    }
    if let Some(description) = &change.description {
        columns.push((channel::Column::Description, description.clone().into()));
    }
    if let Some(seconds) = change.slow_mode_seconds {
        columns.push((channel::Column::SlowModeSeconds, seconds.into()));
    }
    if let Some(days) = change.retention_days {
        columns.push((channel::Column::RetentionDays, days.into()));
    }
    columns
}

//! What users tells of names.

use std::{future::Future, pin::Pin, sync::Arc};

use chat_bus::{Apply, Follower, Following};
use chat_chassis::{Ambient, client::ServiceClient, identity::access};
use chat_events::{Envelope, Event, Owner, UserState};
use chat_store::{Database, StoreError};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, EntityTrait, Set,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use crate::entity;

/// Keeps the nicknames of all users, as users tells them.
pub struct Nicknames;

impl Nicknames {
    /// Keeps them in `database` from now on, by following users, which is called through `users`.
    #[must_use]
    pub fn follow(users: ServiceClient, database: Database, ambient: Ambient) -> Following {
        Follower::new(Owner::Users, users, database, Arc::new(Self), ambient).spawn()
    }
}

impl Apply for Nicknames {
    fn apply<'a>(
        &'a self,
        transaction: &'a DatabaseTransaction,
        event: &'a Envelope,
    ) -> Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'a>> {
        Box::pin(async move {
            match &event.event {
                Event::UserRegistered(user) | Event::UserRenamed(user) | Event::UserProfileChanged(user) => {
                    keep(transaction, user, event).await
                }
                _ => Ok(()),
            }
        })
    }
}

/// Keeps a name unless a newer version of the account is known.
async fn keep(transaction: &impl ConnectionTrait, user: &UserState, event: &Envelope) -> Result<(), StoreError> {
    // Tokens that were made before this may still tell the old name: the last of them ends then.
    let as_of = event.time.after(access::LIFETIME).as_seconds();
    let told = entity::ActiveModel {
        user_id: Set(user.id.uuid()),
        name: Set(user.username.clone()),
        as_of: Set(as_of),
        version: Set(i32::try_from(event.sequence).unwrap_or(i32::MAX)),
    };
    let told_version = Expr::col(("excluded", entity::Column::Version));
    let if_newer = OnConflict::column(entity::Column::UserId)
        .update_columns([entity::Column::Name, entity::Column::AsOf, entity::Column::Version])
        .action_and_where(told_version.gt(Expr::col((entity::Entity, entity::Column::Version))))
        .to_owned();
    entity::Entity::insert(told).on_conflict(if_newer).exec_without_returning(transaction).await?;
    Ok(())
}

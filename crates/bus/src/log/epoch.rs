//! Which log it is. After a restore, positions mean something else: whoever followed the log must begin anew.

use chat_store::StoreError;
use sea_orm::{EntityTrait, Set};
use uuid::Uuid;

use super::Log;
use crate::entity::identity;

/// The one row.
const ROW: i16 = 1;

impl Log {
    /// The log's epoch; `new` from now on, if it has none yet.
    pub async fn epoch(&self, new: Uuid) -> Result<Uuid, StoreError> {
        let epoch = chat_store::write!(self.database, |transaction| {
            let row = identity::ActiveModel { id: Set(ROW), epoch: Set(new) };
            identity::Entity::insert(row).on_conflict_do_nothing().exec_without_returning(transaction).await?;
            let row = identity::Entity::find_by_id(ROW).one(transaction).await?;
            Ok::<_, chat_store::Abort<std::convert::Infallible>>(row.ok_or(StoreError::Corrupt("log_identity"))?.epoch)
        })?;
        let Ok(epoch) = epoch;
        Ok(epoch)
    }
}

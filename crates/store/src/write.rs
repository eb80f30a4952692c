//! Writing: everything that belongs together in one transaction.

use sea_orm::{DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait};

use crate::{Database, StoreError};

/// Why a transaction is rolled back.
#[derive(Debug)]
pub enum Abort<R> {
    /// A rule says no: an expected outcome, which the caller turns into data.
    Refused(R),
    /// The database failed.
    Failed(StoreError),
}

impl<R> From<StoreError> for Abort<R> {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl<R> From<DbErr> for Abort<R> {
    fn from(error: DbErr) -> Self {
        Self::Failed(error.into())
    }
}

/// How often a transaction is tried whose only fault is that another one was in its way.
const ATTEMPTS: u32 = 3;

impl Database {
    /// Runs `work` in one transaction: all of it happens, or nothing. A refusal rolls back and comes back as the inner
    /// error. `work` may run several times, so it does nothing but talk to the transaction.
    ///
    /// On SQLite the transaction takes the write lock at its beginning: one that reads first and is upgraded later fails
    /// with SQLITE_BUSY in spite of the busy timeout.
    pub async fn write<T, R>(
        &self,
        work: impl AsyncFn(&DatabaseTransaction) -> Result<T, Abort<R>>,
    ) -> Result<Result<T, R>, StoreError> {
        let mut attempt = 1;
        loop {
            let options = TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            };
            let transaction = self.writer.begin_with_options(options).await?;
            let failure = match work(&transaction).await {
                Ok(done) => match transaction.commit().await.map_err(StoreError::from) {
                    Ok(()) => return Ok(Ok(done)),
                    Err(failure) => failure,
                },
                Err(Abort::Refused(refusal)) => {
                    transaction.rollback().await?;
                    return Ok(Err(refusal));
                }
                // The transaction rolls back as it is dropped.
                Err(Abort::Failed(failure)) => failure,
            };
            if attempt == ATTEMPTS || !matches!(failure, StoreError::Conflict(_)) {
                return Err(failure);
            }
            attempt += 1;
        }
    }
}

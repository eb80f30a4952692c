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

/// Runs a block in one transaction: all of it happens, or nothing.
///
/// `write!(database, |transaction| { … })` is a future's value: `Result<Result<T, R>, StoreError>`, where the block ends in
/// `Ok(T)` or in an [`Abort<R>`]. A refusal rolls back and comes back as the inner error. The block runs again when the
/// only fault was that another transaction was in its way, so it does nothing but talk to the transaction.
///
/// A macro, because the compiler cannot yet prove that the future of an async closure over references is `Send`.
#[macro_export]
macro_rules! write {
    ($database:expr, |$transaction:ident| $work:block) => {{
        let mut attempt = 1;
        loop {
            let begun = $crate::begin(&$database).await?;
            let worked: Result<_, $crate::Abort<_>> = {
                let $transaction = &begun;
                async { $work }.await
            };
            match $crate::end(begun, worked, attempt).await {
                $crate::End::Is(outcome) => break outcome,
                $crate::End::Again => attempt += 1,
            }
        }
    }};
}

/// How often a transaction is tried whose only fault is that another one was in its way.
const ATTEMPTS: u32 = 3;

/// Begins a transaction for writing. On SQLite it takes the write lock at once: one that reads first and is upgraded later
/// fails with SQLITE_BUSY in spite of the busy timeout.
#[doc(hidden)]
pub async fn begin(database: &Database) -> Result<DatabaseTransaction, StoreError> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    Ok(database.writer.begin_with_options(options).await?)
}

/// What became of a transaction.
#[doc(hidden)]
pub enum End<T, R> {
    Is(Result<Result<T, R>, StoreError>),
    Again,
}

/// Commits or rolls back, and tells whether to try again.
#[doc(hidden)]
pub async fn end<T, R>(transaction: DatabaseTransaction, worked: Result<T, Abort<R>>, attempt: u32) -> End<T, R> {
    let failure = match worked {
        Ok(done) => match transaction.commit().await {
            Ok(()) => return End::Is(Ok(Ok(done))),
            Err(error) => error.into(),
        },
        Err(Abort::Refused(refusal)) => {
            return End::Is(transaction.rollback().await.map(|()| Err(refusal)).map_err(Into::into));
        }
        // The transaction rolls back as it is dropped.
        Err(Abort::Failed(failure)) => failure,
    };
    if attempt < ATTEMPTS && matches!(failure, StoreError::Conflict(_)) { End::Again } else { End::Is(Err(failure)) }
}

//! What can go wrong with a database. The text says what kind of thing went wrong and never shows SQL or values: the
//! source is for the log.

use std::{io, sync::Arc};

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

/// A query or transaction failed. Cheap to clone, because a loader hands one failure to everyone who waited for it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// No connection in time: try again later.
    #[error("the database cannot be reached")]
    Unavailable(#[source] Arc<DbErr>),
    /// The statement did not end in time.
    #[error("the database took too long")]
    Timeout(#[source] Arc<DbErr>),
    /// Two transactions were in each other's way. [`crate::write!`] tries again by itself.
    #[error("the database asks to try again")]
    Conflict(#[source] Arc<DbErr>),
    /// A row breaks a rule of the schema.
    #[error("a row breaks a rule of the database")]
    Constraint(#[source] Arc<DbErr>),
    /// The file's folder cannot be made.
    #[error("the database's folder cannot be made")]
    Folder(#[source] Arc<io::Error>),
    /// A loader did not answer for a key that it was asked for: a mistake in the loader.
    #[error("a loader left out a key")]
    Loader,
    /// A row holds what no version of this program writes.
    #[error("a row cannot be read: {0}")]
    Corrupt(&'static str),
    /// Anything else.
    #[error("the database failed")]
    Other(#[source] Arc<DbErr>),
}

impl StoreError {
    /// Whether the same request may succeed in a while.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Timeout(_) | Self::Conflict(_))
    }

    /// Whether it is a uniqueness or foreign-key rule that was broken.
    #[must_use]
    pub const fn is_constraint(&self) -> bool {
        matches!(self, Self::Constraint(_))
    }

    pub(crate) fn folder(error: io::Error) -> Self {
        Self::Folder(Arc::new(error))
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        let code = code(&error);
        let constraint = matches!(
            error.sql_err(),
            Some(SqlErr::UniqueConstraintViolation(_) | SqlErr::ForeignKeyConstraintViolation(_))
        );
        let source = Arc::new(error);
        match (&*source, code.as_deref()) {
            _ if constraint => Self::Constraint(source),
            (DbErr::ConnectionAcquire(_) | DbErr::Conn(_), _) => Self::Unavailable(source),
            _ if is_cut_off(&source) => Self::Unavailable(source),
            // PostgreSQL: serialization_failure, deadlock_detected.
            (_, Some("40001" | "40P01")) => Self::Conflict(source),
            // PostgreSQL: query_canceled, by statement_timeout. SQLite: SQLITE_BUSY.
            (_, Some("57014" | "5")) => Self::Timeout(source),
            // PostgreSQL: the server shuts down, or starts; it has too many connections, or no room. SQLite: no room.
            (_, Some("57P01" | "57P02" | "57P03" | "53300" | "53100" | "13")) => Self::Unavailable(source),
            _ => Self::Other(source),
        }
    }
}

fn code(error: &DbErr) -> Option<String> {
    driver(error)?.as_database_error()?.code().map(std::borrow::Cow::into_owned)
}

/// Whether the connection broke while the statement was under way. Whether it took effect is not known.
fn is_cut_off(error: &DbErr) -> bool {
    use sqlx::Error::{Io, PoolClosed, PoolTimedOut, Protocol, Tls, WorkerCrashed};

    matches!(driver(error), Some(Io(_) | Tls(_) | Protocol(_) | PoolTimedOut | PoolClosed | WorkerCrashed))
}

fn driver(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

//! One database of one service: a pool for reading and a pool for writing.

use std::{fs::DirBuilder, os::unix::fs::DirBuilderExt, path::Path, sync::Arc, time::Duration};

use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbErr, Statement, StatementBuilder};
use sea_orm_migration::MigratorTrait;

use crate::StoreError;

/// How long a request waits for a connection.
const ACQUIRE: Duration = Duration::from_millis(500);
/// How long a request waits for its turn to write to SQLite, which has one writer: the queue for the lock, not for a
/// connection.
const SQLITE_WRITE_TURN: Duration = Duration::from_secs(2);
/// How long PostgreSQL works on one statement.
const STATEMENT: Duration = Duration::from_secs(1);
/// How long PostgreSQL works on one statement of a migration.
const MIGRATION: Duration = Duration::from_secs(3_600);
/// Reading connections.
const READERS: u32 = 8;
/// PostgreSQL's connections, for reading and writing.
const POSTGRES_CONNECTIONS: u32 = 16;

/// A service's own database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Database {
    pub(crate) reader: DatabaseConnection,
    pub(crate) writer: DatabaseConnection,
    dialect: Dialect,
}

/// The two kinds of database that every query runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// A file. One writer at a time; crash-safe, not highly available.
    Sqlite,
    /// A server.
    Postgres,
}

impl Dialect {
    fn of(url: &str) -> Self {
        if url.starts_with("sqlite:") { Self::Sqlite } else { Self::Postgres }
    }
}

/// Is told the SQL of every statement: for tests and metrics.
pub type Observer = Arc<dyn Fn(&str) + Send + Sync>;

impl Database {
    /// Opens the database at `url`: `sqlite://path/to/file?mode=rwc` or `postgres://…`.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        Self::connect_observed(url, None).await
    }

    /// Opens the database at `url`, and tells `observer` of every statement but BEGIN and COMMIT.
    pub async fn connect_observed(url: &str, observer: Option<Observer>) -> Result<Self, StoreError> {
        let dialect = Dialect::of(url);
        let (reader, writer) = match dialect {
            Dialect::Postgres => {
                let pool = open(postgres(url, POSTGRES_CONNECTIONS, STATEMENT), observer).await?;
                (pool.clone(), pool)
            }
            Dialect::Sqlite => {
                create_folder_of(url)?;
                // The writer first: it creates the file and switches it to WAL.
                let writer = open(sqlite(url, 1, SQLITE_WRITE_TURN), observer.clone()).await?;
                (open(sqlite(url, READERS, ACQUIRE), observer).await?, writer)
            }
        };
        Ok(Self { reader, writer, dialect })
    }

    /// Where to read outside a transaction.
    #[must_use]
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Which kind of database it is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// A query as this kind of database spells it.
    #[must_use]
    pub fn statement(&self, query: &impl StatementBuilder) -> Statement {
        StatementBuilder::build(query, &self.reader.get_database_backend())
    }

    /// Applies the migrations that are not applied yet to the database at `url`, on a connection of its own: making an index
    /// takes longer than a request's statement may.
    pub async fn migrate<M: MigratorTrait>(url: &str) -> Result<(), StoreError> {
        let options = match Dialect::of(url) {
            Dialect::Postgres => postgres(url, 1, MIGRATION),
            Dialect::Sqlite => {
                create_folder_of(url)?;
                sqlite(url, 1, SQLITE_WRITE_TURN)
            }
        };
        let connection = open(options, None).await?;
        M::up(&connection, None).await?;
        Ok(connection.close().await?)
    }

    /// Closes every connection.
    pub async fn close(self) -> Result<(), StoreError> {
        self.reader.close().await?;
        Ok(self.writer.close().await?)
    }

    /// Whether a statement can be run now.
    pub async fn is_ready(&self) -> bool {
        tokio::time::timeout(ACQUIRE, self.reader.execute_unprepared("SELECT 1")).await.is_ok_and(|ran| ran.is_ok())
    }
}

async fn open(options: ConnectOptions, observer: Option<Observer>) -> Result<DatabaseConnection, DbErr> {
    let mut connection = sea_orm::Database::connect(options).await?;
    if let Some(observer) = observer {
        connection.set_metric_callback(move |info| observer(&info.statement.sql));
    }
    Ok(connection)
}

fn postgres(url: &str, connections: u32, statement: Duration) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        .connect_timeout(ACQUIRE)
        .statement_timeout(statement);
    options
}

fn sqlite(url: &str, connections: u32, acquire: Duration) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .max_connections(connections)
        .acquire_timeout(acquire)
        .connect_timeout(acquire)
        // A commit that was acknowledged is on the disk.
        .map_sqlx_sqlite_opts(|options| {
            options
                .busy_timeout(SQLITE_WRITE_TURN)
                .foreign_keys(true)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
        });
    options
}

fn create_folder_of(url: &str) -> Result<(), StoreError> {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    let path = path.split('?').next().unwrap_or(path);
    match Path::new(path).parent() {
        // For its owner alone: SQLite makes files that everybody may read.
        Some(folder) => DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(StoreError::folder),
        None => Ok(()),
    }
}

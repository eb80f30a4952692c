//! A database per test.

use chat_store::Database;
use sea_orm_migration::MigratorTrait;
use tempfile::TempDir;

use crate::{Statements, postgres};

/// An empty, migrated database that nobody else uses, and the statements that are run on it.
pub struct TestDatabase {
    /// The open database.
    pub database: Database,
    /// What was run on it since its migration.
    pub statements: Statements,
    /// For another process that opens it too.
    pub url: String,
    _folder: Option<TempDir>,
}

impl TestDatabase {
    /// A SQLite file.
    pub async fn sqlite<M: MigratorTrait>() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/test.sqlite?mode=rwc", folder.path().display());
        Database::migrate::<M>(&url).await.unwrap();
        Self::open(url, Some(folder)).await
    }

    /// A PostgreSQL database, copied from one that was migrated once per process. None where there is no PostgreSQL.
    pub async fn postgres<M: MigratorTrait>() -> Option<Self> {
        let url = postgres::migrated_database::<M>().await?;
        Some(Self::open(url, None).await)
    }

    async fn open(url: String, folder: Option<TempDir>) -> Self {
        let statements = Statements::default();
        let database = Database::connect_observed(&url, Some(statements.observer())).await.unwrap();
        Self { database, statements, url, _folder: folder }
    }
}

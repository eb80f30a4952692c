//! The schema of the users database. See `migrations/README.md` for how a schema changes.

use sea_orm_migration::prelude::*;

mod m0001_users;
mod m0002_log;

/// All migrations, in order.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_users::Migration), Box::new(m0002_log::Migration)]
    }
}

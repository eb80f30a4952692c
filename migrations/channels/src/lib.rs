//! The schema of the channels database. See `migrations/README.md` for how a schema changes.

use sea_orm_migration::prelude::*;

mod m0001_channels;
mod m0002_user_events;
mod m0003_log;

/// All migrations, in order.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_channels::Migration),
            Box::new(m0002_user_events::Migration),
            Box::new(m0003_log::Migration),
        ]
    }
}

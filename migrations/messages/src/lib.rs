//! The schema of the messages database. See `migrations/README.md` for how a schema changes.

use sea_orm_migration::prelude::*;

mod m0001_messages;
mod m0002_verdicts;
mod m0003_user_events;

/// All migrations, in order.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_messages::Migration),
            Box::new(m0002_verdicts::Migration),
            Box::new(m0003_user_events::Migration),
        ]
    }
}

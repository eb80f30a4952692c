//! For tests only.
//!
//! * [`laws!`]: one test on SQLite and on PostgreSQL, each with a database of its own.
//! * [`database`] and [`postgres`]: those databases. PostgreSQL is real: started from the machine's binaries, in a
//!   temporary folder. Where there are none, its tests say so and pass; with `REQUIRE_SERVICES=1` they fail.
//! * [`ports`]: ports that stay free. [`services`]: what is missing, said aloud.
//! * [`people`]: signed-in users without a users service.
//! * [`clock`]: a clock that a test sets.
//! * [`statements`]: the SQL that was run, as a test counts it.
//! * [`projection`]: the part of a client's operation that one subgraph answers.
//! * [`wire`]: a client on real sockets. [`contract`]: the laws that every subgraph's HTTP layer keeps.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "for tests only: what goes wrong here should stop the test, loudly"
)]

pub mod clock;
pub mod contract;
pub mod database;
pub mod people;
pub mod ports;
pub mod postgres;
pub mod projection;
pub mod services;
pub mod statements;
pub mod wire;

#[doc(hidden)]
pub use tokio;

pub use clock::TestClock;
pub use database::TestDatabase;
pub use statements::Statements;

/// Runs each test twice: as `name::sqlite` and as `name::postgres`, on an empty, migrated database of its own.
///
/// ```text
/// laws! { Migrator;
///     async fn a_name_is_taken_once(db) {
///         let store = Store::new(db.database.clone());
///         …
///     }
/// }
/// ```
#[macro_export]
macro_rules! laws {
    ($migrator:ty; $($(#[$meta:meta])* async fn $name:ident($db:ident) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "not every law uses what its module imports")]
            use super::*;

            async fn law($db: $crate::TestDatabase) $body

            #[$crate::tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                law($crate::TestDatabase::sqlite::<$migrator>().await).await;
            }

            #[$crate::tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(db) = $crate::TestDatabase::postgres::<$migrator>().await {
                    law(db).await;
                }
            }
        }
    )*};
}

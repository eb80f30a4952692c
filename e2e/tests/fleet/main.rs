//! The laws between services, on real processes: the three binaries on free ports, with SQLite files and with PostgreSQL.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

mod fleet;
mod people;

mod durability;
mod order;
mod outage;
mod privacy;
mod process;
mod readme;
mod secrets;
mod walk;

/// Runs each test twice: as `name::sqlite` and as `name::postgres`, each on a fleet of its own.
macro_rules! fleet_laws {
    ($(async fn $name:ident($fleet:ident) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn law($fleet: crate::fleet::Fleet) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                law(crate::fleet::Fleet::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(fleet) = crate::fleet::Fleet::postgres().await {
                    law(fleet).await;
                }
            }
        }
    )*};
}
pub(crate) use fleet_laws;

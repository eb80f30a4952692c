//! The laws between services, on real processes: the three subgraphs and the router on free ports, with SQLite files and with PostgreSQL.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

mod entrance;
mod fleet;
mod people;
mod server;
mod whole;

mod crossing;
mod degraded;
mod disagreement;
mod durability;
mod gateway;
mod named;
mod names;
mod node;
mod order;
mod outage;
mod privacy;
mod process;
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

/// Runs each test three times: at the router of a fleet, `name::sqlite` and `name::postgres`, and of the whole in one process,
/// `name::whole`.
macro_rules! graph_laws {
    ($(async fn $name:ident($router:ident) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn law($router: &crate::server::Server) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                law(&crate::fleet::Fleet::sqlite().await.router).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(fleet) = crate::fleet::Fleet::postgres().await {
                    law(&fleet.router).await;
                }
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn whole() {
                law(&crate::whole::Whole::start().await.router).await;
            }
        }
    )*};
}
pub(crate) use graph_laws;

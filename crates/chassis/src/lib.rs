//! What every process of the system is built on.
//!
//! * [`process`]: `serve | migrate | schema`, settings from flags and environment, one `main` for all.
//! * [`serve`]: listening, health, draining on SIGTERM.
//! * [`identity`]: who is calling. Passports, access tokens, keys from files.
//! * [`client`]: calls to other services, each with a deadline, a retry and a breaker.
//! * [`deadline`]: how long the caller still waits.
//! * [`ambient`]: clock and randomness, so that nothing else reads them.
//! * [`rate`]: how often somebody may do something.
//! * [`telemetry`]: what goes to the log.
//!
//! Architecture invariant: no database and no GraphQL in here, and no word of what users, channels or messages mean.

pub mod ambient;
pub mod client;
pub mod deadline;
pub mod identity;
pub mod process;
pub mod rate;
pub mod serve;
pub mod telemetry;

pub use ambient::Ambient;
pub use chat_model::{Identity, Role, Secret, Viewer};

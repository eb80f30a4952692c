//! What every subgraph's database side shares: connecting, reading, writing in one transaction.
//!
//! Start reading at [`Database`]. A subgraph's `store` module is the only one that uses this crate together with SeaORM.
//!
//! Architecture invariant: no table and no GraphQL in here.

mod database;
mod error;
mod write;

pub use database::{Database, Dialect, Observer};
pub use error::StoreError;
pub use write::Abort;

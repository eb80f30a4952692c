//! What every subgraph's database side shares: connecting, reading, writing in one transaction.
//!
//! Start reading at [`Database`]. A subgraph's `store` module is the only one that uses this crate together with SeaORM.
//!
//! Architecture invariant: no table and no GraphQL in here.

mod database;
mod each;
mod error;
mod turns;
mod write;

pub use database::{Database, Dialect, Observer};
pub use each::first_of_each;
pub use error::StoreError;
pub use turns::Turns;
pub use write::Abort;
#[doc(hidden)]
pub use write::{End, begin, end};

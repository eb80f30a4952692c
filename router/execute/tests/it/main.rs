//! The laws of execution, on plans built by hand and with transports that only pretend.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod build;
mod fake;

mod below;
mod conditions;
mod differential;
mod entities;
mod errors;
mod interface_objects;
mod invalid;
mod mutations;
mod nulls;
mod plain;
mod plans;
mod reference;
mod shared;
mod values;

//! The tables, as SeaORM sees them. Rows become domain values in [`super::rows`] and go no further.

pub(super) mod credentials;
pub(super) mod previous_username;
pub(super) mod refresh_token;
pub(super) mod session;
pub(super) mod user;

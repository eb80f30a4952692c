//! The tables, as SeaORM sees them. Rows become domain values in [`super::rows`] and go no further.

pub(super) mod ban;
pub(super) mod channel;
pub(super) mod channel_creation;
pub(super) mod membership;

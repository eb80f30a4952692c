//! The tables, as SeaORM sees them. Rows become domain values in [`super::rows`] and go no further.

pub(super) mod channel_head;
pub(super) mod message;
pub(super) mod message_edit;
pub(super) mod message_nonce;
pub(super) mod read_state;
pub(super) mod verdict;

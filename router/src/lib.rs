//! The federation router.

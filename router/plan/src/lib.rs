//! Query planning.

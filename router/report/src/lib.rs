//! Findings about a graph as values, and the formats that people and programs read them in.
//!
//! It owns one model, [`Diagnostic`], for whoever finds something: composition, the comparison of schemas, lints. And it
//! owns the [formats](mod@format) behind which that model stands: the same findings come out of each of them.
//!
//! Architecture invariant: pure. It knows no rule and no schema, reads no file and no clock: texts to show lines of are
//! handed in as [`Source`]s.
//!
//! Start reading at [`Diagnostic`].

mod diagnostic;
pub mod format;

pub use diagnostic::{Diagnostic, Location, Severity, Source};

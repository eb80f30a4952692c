//! Findings as values: what is wrong or worth knowing, where, and what would help.

mod code;
mod explain;
mod report;

pub use code::Code;
pub use federation_report::{Location, Severity};
pub(crate) use report::Report;

/// One finding of composition: an [error](Severity::Error) by which it failed, or a [hint](Severity::Hint).
pub type Diagnostic = federation_report::Diagnostic<Code>;

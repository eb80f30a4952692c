//! Checks of a graph's schema that a CI trusts.
//!
//! It owns the rules by which a change of a schema is breaking, dangerous or safe ([`diff()`]), for whom ([`Check`]'s
//! operations), until when somebody approved it ([`Approvals`]), and how a schema should be ([`lint()`]).
//!
//! Architecture invariant: pure and synchronous. Texts and the day are handed in: no file, no clock, no word of what any
//! graph is about, and nothing of how a graph is composed, planned or executed. No input makes it panic.
//!
//! Start reading at [`check()`], which is the whole check on one screen.

mod approvals;
mod change;
mod check;
mod diff;
mod explain;
mod lint;
mod operations;
mod version;

pub use approvals::{Approvals, ApprovalsError};
pub use change::{Change, ChangeCode, Criticality};
pub use check::{APPROVAL_EXPIRED, APPROVAL_UNUSED, Check, FailOn, changes, check};
pub use diff::diff;
pub use explain::explanations;
pub use lint::{LINT_ALLOWANCE_UNUSED, LintConfig, LintRule, lint};
pub use operations::{OPERATION_INVALID, OperationDocument};
pub use version::{Document, SchemaError, Version};

//! The whole check: what changed, whom it breaks, what is approved.

mod judge;
mod place;

use chrono::NaiveDate;
use federation_report::Diagnostic;

use self::judge::Judge;
use crate::{
    approvals::Approvals,
    diff::diff,
    operations::{self, Impact, OperationDocument},
    version::Version,
};

/// The code of an approval that does not hold any more.
pub const APPROVAL_EXPIRED: &str = "APPROVAL_EXPIRED";
/// The code of an approval of nothing.
pub const APPROVAL_UNUSED: &str = "APPROVAL_UNUSED";

/// What is checked, and how strictly.
#[derive(Clone, Copy, Debug)]
pub struct Check<'c> {
    /// What clients see so far.
    pub old: &'c Version,
    /// What they are to see.
    pub new: &'c Version,
    /// What they ask, as far as it is known. Without it every breaking change breaks somebody. With it, only one that an
    /// operation uses does; others stay [`Breaking`](crate::Criticality::Breaking) and count as dangerous.
    pub operations: Option<&'c [OperationDocument]>,
    /// Which changes are wanted all the same.
    pub approvals: Option<&'c Approvals>,
    /// Where approvals are, or would be.
    pub approvals_file: &'c str,
    /// The day by which approvals are judged.
    pub today: NaiveDate,
    /// From which criticality on a change is an error.
    pub fail_on: FailOn,
}

/// Which changes are errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailOn {
    /// Those that break an operation.
    Breaking,
    /// Those that may, too.
    Dangerous,
}

/// Runs a check. The worst findings come first; it fails if there is an [error](federation_report::Severity::Error) among them.
pub fn check(request: &Check) -> Vec<Diagnostic> {
    let changes = diff(request.old.schema(), request.new.schema());
    let impact = match request.operations {
        Some(operations) => operations::impact(operations, request.old, request.new, &changes),
        None => Impact::default(),
    };
    let mut judge = Judge::new(request);
    let mut findings: Vec<_> = changes
        .iter()
        .enumerate()
        .map(|(index, change)| judge.change(change, impact.sites.get(index).map_or(&[][..], Vec::as_slice)))
        .collect();
    findings.extend(impact.invalid);
    findings.extend(judge.approvals());
    findings.sort_by_key(|finding| finding.severity);
    findings
}

/// All changes as findings with their places, without a judgement: errors are those that could break somebody.
pub fn changes(old: &Version, new: &Version) -> Vec<Diagnostic> {
    let changes = diff(old.schema(), new.schema());
    changes.iter().map(|change| change.diagnostic().at(place::places(change, old, new, &[]))).collect()
}

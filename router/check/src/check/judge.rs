//! How bad a change is, with all that is known.

use federation_report::{Diagnostic, Location, Severity};

use super::{APPROVAL_EXPIRED, APPROVAL_UNUSED, Check, FailOn, place::places};
use crate::{
    approvals::{Approval, line},
    change::{Change, Criticality},
    operations::Site,
};

/// How many operations are named.
const NAMED: usize = 3;

pub(super) struct Judge<'c> {
    request: &'c Check<'c>,
    entries: Vec<Entry<'c>>,
}

/// An approval, and what became of it.
struct Entry<'c> {
    approval: &'c Approval,
    location: Location,
    is_used: bool,
    /// Whether a change is an error that would be none if the approval still held.
    is_missed: bool,
}

impl<'c> Judge<'c> {
    pub(super) fn new(request: &'c Check<'c>) -> Self {
        let entry = |(approval, location)| Entry { approval, location, is_used: false, is_missed: false };
        let entries = request.approvals.iter().flat_map(|approvals| approvals.entries()).map(entry).collect();
        Self { request, entries }
    }

    /// A change as a finding; `sites` are where operations are broken by it.
    pub(super) fn change(&mut self, change: &Change, sites: &[Site]) -> Diagnostic {
        let Check { old, new, operations, today, fail_on, .. } = *self.request;
        let mut finding = change.diagnostic().at(places(change, old, new, sites));
        let is_unused = change.criticality == Criticality::Breaking && operations.is_some() && sites.is_empty();
        if is_unused {
            finding = finding.tag("unused");
            finding.message.push_str("; none of the given operations uses it");
        } else if !sites.is_empty() {
            finding.message.push_str(&users(sites));
        }
        finding.severity = match change.criticality {
            Criticality::Breaking if !is_unused => Severity::Error,
            Criticality::Breaking | Criticality::Dangerous if fail_on == FailOn::Dangerous => Severity::Error,
            Criticality::Breaking | Criticality::Dangerous => Severity::Warning,
            Criticality::Safe => return finding,
        };
        let mut covering: Vec<_> = self.entries.iter_mut().filter(|entry| entry.approval.covers(change)).collect();
        covering.iter_mut().for_each(|entry| entry.is_used = true);
        if let Some(entry) = covering.iter().find(|entry| today <= entry.approval.until()) {
            finding.severity = Severity::Note;
            finding.message.push_str(&format!(
                " (approved until {}: {})",
                entry.approval.until(),
                entry.approval.reason.0
            ));
            return finding.tag("approved");
        }
        if finding.severity == Severity::Error {
            covering.iter_mut().for_each(|entry| entry.is_missed = true);
            let file = self.request.approvals_file;
            return finding.help(format!("if it is meant, add this line to {file}:\n{}", line(change, today)));
        }
        finding
    }

    /// What is to be said of the approvals, once all changes were judged.
    pub(super) fn approvals(self) -> Vec<Diagnostic> {
        let today = self.request.today;
        let of = |entry: Entry| {
            let approval = entry.approval;
            let finding = if !entry.is_used {
                let message = format!("nothing needs the approval: {approval}");
                Diagnostic::new(APPROVAL_UNUSED, Severity::Warning, message).help("remove the entry")
            } else if approval.until() < today {
                let severity = if entry.is_missed { Severity::Error } else { Severity::Warning };
                let by = approval.by.as_ref().map(|by| format!(", given by {}", by.0)).unwrap_or_default();
                let message = format!("the approval expired on {}{by}: {approval}", approval.until());
                Diagnostic::new(APPROVAL_EXPIRED, severity, message)
                    .help("undo the change, or approve it again with another day and a reason that still holds")
            } else {
                return None;
            };
            Some(finding.at([entry.location]))
        };
        self.entries.into_iter().filter_map(of).collect()
    }
}

/// E.g. ``, and query `Boot` uses it``.
fn users(sites: &[Site]) -> String {
    let mut names: Vec<_> = sites.iter().map(|site| site.operation.as_str()).collect();
    names.dedup();
    let more = names.len().saturating_sub(NAMED);
    let named = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    match (names.len(), more) {
        (1, _) => format!(", and {named} uses it"),
        (_, 0) => format!(", and these use it: {named}"),
        (_, more) => format!(", and these use it: {named} and {more} more"),
    }
}

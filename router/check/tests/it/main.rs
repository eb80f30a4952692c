//! The laws of the checks.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

mod approvals;
mod diff;
mod lint;
mod operations;
mod places;
mod robust;

use chrono::NaiveDate;
use federation_check::{Approvals, Check, Document, FailOn, OperationDocument, Version, check};
use federation_report::Diagnostic;

/// What is checked, with the usual rest.
struct Checked<'t> {
    old: &'t str,
    new: &'t str,
    operations: Option<&'t [(&'t str, &'t str)]>,
    approvals: Option<&'t str>,
    today: &'t str,
    fail_on: FailOn,
}

impl Default for Checked<'_> {
    fn default() -> Self {
        let sdl = "type Query { a: Int }";
        Self { old: sdl, new: sdl, operations: None, approvals: None, today: "2026-06-15", fail_on: FailOn::Breaking }
    }
}

impl Checked<'_> {
    fn findings(&self) -> Vec<Diagnostic> {
        let version = |file: &str, text: &str| {
            Version::written(Document { subgraph: None, file: file.to_owned(), text: text.to_owned() }).unwrap()
        };
        let (old, new) = (version("old.graphql", self.old), version("new.graphql", self.new));
        let operations = self.operations.map(|operations| {
            let document =
                |(file, text): &(&str, &str)| OperationDocument { file: (*file).to_owned(), text: (*text).to_owned() };
            operations.iter().map(document).collect::<Vec<_>>()
        });
        let approvals = self.approvals.map(|text| Approvals::parse("approvals.yaml", text).unwrap());
        check(&Check {
            old: &old,
            new: &new,
            operations: operations.as_deref(),
            approvals: approvals.as_ref(),
            approvals_file: "approvals.yaml",
            today: self.today.parse::<NaiveDate>().unwrap(),
            fail_on: self.fail_on,
        })
    }

    /// Each finding as its severity and code.
    fn told(&self) -> Vec<String> {
        self.findings().iter().map(|finding| format!("{} {}", finding.severity.as_str(), finding.code)).collect()
    }
}

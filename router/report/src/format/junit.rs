//! Findings as a JUnit report, which most CI servers show.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::human::human;
use crate::{Diagnostic, Severity, Source};

/// One test case for each finding: an error is a failure, anything else a success that has something to say. Without
/// findings there is one case that passed, since many servers refuse a report without any.
pub fn junit(title: &str, diagnostics: &[Diagnostic], sources: &[Source]) -> String {
    let mut suite = TestSuite::new(title);
    if diagnostics.is_empty() {
        suite.add_test_case(TestCase::new("nothing found", TestCaseStatus::success()));
    }
    for diagnostic in diagnostics {
        suite.add_test_case(case(diagnostic, sources));
    }
    let mut report = Report::new(title);
    report.add_test_suite(suite);
    // Writing into a string fails only for text that is no XML, and the library drops what is none.
    report.to_string().unwrap_or_default()
}

fn case(diagnostic: &Diagnostic, sources: &[Source]) -> TestCase {
    let shown = human(std::slice::from_ref(diagnostic), sources, false);
    let name = match &diagnostic.coordinate {
        Some(coordinate) => format!("{} {coordinate}", diagnostic.code),
        None => diagnostic.code.to_owned(),
    };
    let mut case = if diagnostic.severity == Severity::Error {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_type(diagnostic.code).set_message(diagnostic.message.as_str()).set_description(shown);
        TestCase::new(name, status)
    } else {
        let mut case = TestCase::new(name, TestCaseStatus::success());
        case.set_system_out(shown);
        case
    };
    if let Some(location) = diagnostic.locations.first() {
        case.set_classname(location.file.as_str());
        case.extra.insert("file".into(), location.file.as_str().into());
        case.extra.insert("line".into(), location.line.to_string().into());
    }
    case
}

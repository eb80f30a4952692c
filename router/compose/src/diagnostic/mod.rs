//! Findings as values: what is wrong or worth knowing, where, and what would help.

mod code;
mod report;

use std::fmt;

use serde::Serialize;

pub use code::Code;
pub(crate) use report::Report;

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The rule that found it.
    pub code: Code,
    /// Whether composition failed by it.
    pub severity: Severity,
    /// What is the case, in one sentence without a full stop.
    pub message: String,
    /// What it is about, e.g. `User.displayName` or `Query.user(id:)`
    /// (<https://spec.graphql.org/draft/#sec-Schema-Coordinates>).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coordinate: Option<String>,
    /// Where it is seen, the most telling place first.
    pub locations: Vec<Location>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// There is no supergraph.
    Error,
    /// There is one, and it may not be what was meant.
    Hint,
}

/// A place in a subgraph's document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Location {
    /// The subgraph's name.
    pub subgraph: String,
    /// The document's file, as the subgraph's input names it.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// In characters, up to the end of the line at most.
    pub length: usize,
    /// What is to be seen there; may be empty.
    pub label: String,
}

impl Diagnostic {
    /// A finding by which composition fails.
    pub(crate) fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// A finding with which composition succeeds.
    pub(crate) fn hint(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Hint, message)
    }

    /// Says what it is about.
    pub(crate) fn on(mut self, coordinate: impl Into<String>) -> Self {
        self.coordinate = Some(coordinate.into());
        self
    }

    /// Adds places.
    pub(crate) fn at(mut self, locations: impl IntoIterator<Item = Location>) -> Self {
        self.locations.extend(locations);
        self
    }

    /// Says what to do about it.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn new(code: Code, severity: Severity, message: impl Into<String>) -> Self {
        Self { code, severity, message: message.into(), coordinate: None, locations: Vec::new(), help: None }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Hint => "hint",
        };
        write!(formatter, "{severity}[{}]: {}", self.code, self.message)
    }
}

//! A finding: what is wrong or worth knowing, where, and what would help.

use std::fmt;

use serde::Serialize;

/// One finding. `C` is the name of the rule that found it: whoever has a list of rules has a type for it, and
/// [`Diagnostic::erase`]s it where findings of several lists meet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic<C = &'static str> {
    /// The rule that found it.
    pub code: C,
    /// How bad it is.
    pub severity: Severity,
    /// What is the case, in one sentence without a full stop. More lines may follow.
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
    /// Words by which findings are filtered, e.g. `breaking`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<&'static str>,
}

/// How bad a finding is. The worst is the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// What was looked at cannot stay so.
    Error,
    /// It can, and should not.
    Warning,
    /// It can, and may not be what was meant.
    Hint,
    /// It is well, and somebody may want to know of it.
    Note,
}

/// A place in a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Location {
    /// The subgraph whose document it is, if it is one's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subgraph: Option<String>,
    /// The document's file, as its [`Source`] names it.
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

/// A document that locations are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source<'d> {
    /// Its file; no two documents of a report have the same one.
    pub file: &'d str,
    /// All of it.
    pub text: &'d str,
}

impl<C> Diagnostic<C> {
    /// A finding by which what was looked at fails.
    pub fn error(code: C, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// A finding of something that may not be meant.
    pub fn hint(code: C, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Hint, message)
    }

    /// A finding.
    pub fn new(code: C, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            coordinate: None,
            locations: Vec::new(),
            help: None,
            tags: Vec::new(),
        }
    }

    /// Says what it is about.
    #[must_use]
    pub fn on(mut self, coordinate: impl Into<String>) -> Self {
        self.coordinate = Some(coordinate.into());
        self
    }

    /// Adds places.
    #[must_use]
    pub fn at(mut self, locations: impl IntoIterator<Item = Location>) -> Self {
        self.locations.extend(locations);
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a word to filter by.
    #[must_use]
    pub fn tag(mut self, tag: &'static str) -> Self {
        self.tags.push(tag);
        self
    }
}

impl<C: Into<&'static str>> Diagnostic<C> {
    /// The same, of no list of rules in particular.
    pub fn erase(self) -> Diagnostic {
        let Self { code, severity, message, coordinate, locations, help, tags } = self;
        Diagnostic { code: code.into(), severity, message, coordinate, locations, help, tags }
    }
}

impl Severity {
    /// In lower case, e.g. `error`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
            Self::Note => "note",
        }
    }
}

impl<C: fmt::Display> fmt::Display for Diagnostic<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}[{}]: {}", self.severity.as_str(), self.code, self.message)
    }
}

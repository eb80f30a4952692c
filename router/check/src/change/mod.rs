//! A change between two schemas as a value.

mod code;
mod explain;

use std::fmt;

pub use code::ChangeCode;
use federation_report::{Diagnostic, Severity};

/// One difference between two API schemas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind of a change it is.
    pub code: ChangeCode,
    /// Whom it may break.
    pub criticality: Criticality,
    /// What changed: `User`, `User.name`, `Query.user(id:)`, `@cached`, `@cached(for:)`
    /// (<https://spec.graphql.org/draft/#sec-Schema-Coordinates>).
    pub coordinate: String,
    /// What about it, where the coordinate does not say: the member of a union, or `String! -> String`.
    pub detail: Option<String>,
    /// In one sentence without a full stop.
    pub message: String,
    /// What an operation uses if the change breaks it. Empty unless the change is [breaking](Criticality::Breaking).
    pub(crate) breaks: Vec<Use>,
}

/// Whom a change may break. The worst is the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Criticality {
    /// An operation that was valid is no more, or gets what it cannot expect.
    Breaking,
    /// Operations stay valid; a client may meet what it has never met.
    Dangerous,
    /// Nobody notices unless they look.
    Safe,
}

/// Something in a schema that an operation can use.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Use {
    /// A coordinate: a field that is selected, an argument or a field of an input that is given, a value that is written, a
    /// directive that is applied; and a type, in whatever way.
    Element(String),
    /// A fragment on `object` where the type is `within`, or the other way round: it needs the one to be the other.
    Membership { within: String, object: String },
    /// A directive at a place, e.g. `QUERY`.
    Place { directive: String, location: &'static str },
    /// A directive more than once at one place.
    Repetition { directive: String },
}

impl Change {
    /// The same as a finding: an error if it breaks somebody, a warning if it may, else a note. Without places: the change
    /// knows no documents.
    pub fn diagnostic(&self) -> Diagnostic {
        let severity = match self.criticality {
            Criticality::Breaking => Severity::Error,
            Criticality::Dangerous => Severity::Warning,
            Criticality::Safe => Severity::Note,
        };
        Diagnostic::new(self.code.as_str(), severity, self.message.as_str())
            .on(self.coordinate.as_str())
            .tag(self.criticality.as_str())
    }
}

impl Criticality {
    /// In lower case, e.g. `breaking`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Dangerous => "dangerous",
            Self::Safe => "safe",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}[{}]: {}", self.criticality.as_str(), self.code, self.message)
    }
}

impl Use {
    pub(crate) fn element(coordinate: impl Into<String>) -> Self {
        Self::Element(coordinate.into())
    }

    pub(crate) fn membership(within: &str, object: &str) -> Self {
        Self::Membership { within: within.to_owned(), object: object.to_owned() }
    }
}

//! Changes that somebody looked at and wants, in a reviewed file: a YAML list with one line for each.
//!
//! ```yaml
//! - { code: FIELD_REMOVED, coordinate: "User.nickname", until: 2026-12-31, reason: "no client shows it", by: "ada" }
//! - { code: UNION_MEMBER_REMOVED, coordinate: "Actor", detail: "Bot", until: 2026-12-31, reason: "never returned" }
//! ```
//!
//! An entry holds to the end of the day `until`. `detail` says what the coordinate does not, such as `Int! -> Int`; an entry
//! without it approves every change of that code there.

use std::fmt;

use chrono::{Days, NaiveDate};
use federation_report::{Location, Source};
use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::change::{Change, ChangeCode};

/// How long the line holds that a check prints, in days.
const GIVEN: Days = Days::new(14);

/// A file of approvals.
#[derive(Debug)]
pub struct Approvals {
    file: String,
    text: String,
    entries: Vec<Spanned<Approval>>,
}

/// One entry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Approval {
    code: Code,
    coordinate: String,
    #[serde(default)]
    detail: Option<String>,
    until: Day,
    pub(crate) reason: Text,
    #[serde(default)]
    pub(crate) by: Option<Text>,
}

/// The file is no list of approvals; says where and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {message}")]
pub struct ApprovalsError {
    file: String,
    message: String,
}

impl Approvals {
    /// Reads a file; an empty one approves nothing.
    pub fn parse(file: &str, text: &str) -> Result<Self, ApprovalsError> {
        let is_empty = text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
        let entries = if is_empty { Ok(Vec::new()) } else { serde_saphyr::from_str(text) };
        match entries {
            Ok(entries) => Ok(Self { file: file.to_owned(), text: text.to_owned(), entries }),
            Err(error) => Err(ApprovalsError { file: file.to_owned(), message: error.to_string() }),
        }
    }

    /// The file, to show lines of.
    pub fn source(&self) -> Source<'_> {
        Source { file: &self.file, text: &self.text }
    }

    /// Its entries, each with its place.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&Approval, Location)> {
        self.entries.iter().map(|entry| (&entry.value, self.location(entry)))
    }

    fn location(&self, entry: &Spanned<Approval>) -> Location {
        // Lines and columns of a file fit.
        let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX).max(1);
        let (line, column) = (number(entry.referenced.line()), number(entry.referenced.column()));
        let length = self.text.lines().nth(line - 1).map_or(0, |text| text.trim_end().chars().count());
        let length = (length + 1).saturating_sub(column).max(1);
        Location { subgraph: None, file: self.file.clone(), line, column, length, label: String::new() }
    }
}

impl Approval {
    /// Whether it is about this change.
    pub(crate) fn covers(&self, change: &Change) -> bool {
        let same_detail = self.detail.is_none() || self.detail == change.detail;
        self.code.0 == change.code && self.coordinate == change.coordinate && same_detail
    }

    /// The last day on which it holds.
    pub(crate) fn until(&self) -> NaiveDate {
        self.until.0
    }
}

/// The line that approves a change for two weeks.
pub(crate) fn line(change: &Change, today: NaiveDate) -> String {
    let detail = change.detail.as_ref().map(|detail| format!("detail: {}, ", quoted(detail))).unwrap_or_default();
    let until = today.checked_add_days(GIVEN).unwrap_or(NaiveDate::MAX);
    let coordinate = quoted(&change.coordinate);
    format!("- {{ code: {}, coordinate: {coordinate}, {detail}until: {until}, reason: \"say why\" }}", change.code)
}

impl fmt::Display for Approval {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} of `{}`", self.code.0, self.coordinate)?;
        match &self.detail {
            Some(detail) => write!(formatter, " ({detail})"),
            None => Ok(()),
        }
    }
}

/// JSON's strings are YAML's.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
struct Code(ChangeCode);

impl TryFrom<String> for Code {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let known = ChangeCode::ALL.iter().find(|code| code.as_str() == text);
        known.map(|code| Self(*code)).ok_or_else(|| format!("`{text}` is the code of no change"))
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
struct Day(NaiveDate);

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| format!("`{text}` is no day such as 2026-12-31"))
    }
}

/// Words that must be there.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Text(pub(crate) String);

impl TryFrom<String> for Text {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.trim().is_empty() { Err("nothing is said here") } else { Ok(Self(text)) }
    }
}

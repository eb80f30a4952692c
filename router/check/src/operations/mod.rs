//! What clients ask: their operations, and which changes break them.

mod document;
mod place;
mod usage;
mod value;
mod walk;

use apollo_compiler::diagnostic::ToCliReport;
use federation_report::{Diagnostic, Location, Source};

use self::{usage::Usage, walk::Walk};
use crate::{change::Change, version::Version};

/// The code of documents that are not valid, where no change says why.
pub const OPERATION_INVALID: &str = "OPERATION_INVALID";

/// A document with operations or fragments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationDocument {
    /// Its file; no two documents of a check have the same one.
    pub file: String,
    /// All of it. Fragments may be in another document.
    pub text: String,
}

/// Where an operation uses something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Site {
    /// E.g. ``query `Boot` ``.
    pub(crate) operation: String,
    pub(crate) location: Location,
}

/// What the changes do to the operations.
#[derive(Debug, Default)]
pub(crate) struct Impact {
    /// For each change, in their order: where it breaks an operation.
    pub(crate) sites: Vec<Vec<Site>>,
    /// Documents that are not valid, where no change says why.
    pub(crate) invalid: Vec<Diagnostic>,
}

impl OperationDocument {
    /// The document, to show lines of.
    pub fn source(&self) -> Source<'_> {
        Source { file: &self.file, text: &self.text }
    }
}

/// Finds out which of `changes`, those from `old` to `new`, break which of `documents`.
pub(crate) fn impact(documents: &[OperationDocument], old: &Version, new: &Version, changes: &[Change]) -> Impact {
    let mut usage = Usage::of(changes.iter().flat_map(|change| &change.breaks));
    let (parsed, mut invalid) = document::parse(documents);
    for document in &parsed {
        let was = document.against(old.schema());
        usage.begin();
        Walk::new(old.schema(), &was.document, &mut usage).run();
        let is = document.against(new.schema());
        let explained = is.errors.iter().any(|error| error.error.location().is_some_and(|span| usage.is_at(span)));
        for error in is.errors.iter() {
            let was_so = was.errors.iter().any(|old| document::is_same(&old, &error));
            // What a change breaks is told where the change is told: one thing that is gone leaves others without use.
            if was_so || !explained {
                invalid.push(document::diagnostic(&error, was_so));
            }
        }
    }
    invalid.sort_by(|a, b| (&a.locations, &a.message).cmp(&(&b.locations, &b.message)));
    // A fragment is validated with everything that uses it.
    invalid.dedup();
    let sites = changes.iter().map(|change| usage.sites(&change.breaks)).collect();
    Impact { sites, invalid }
}

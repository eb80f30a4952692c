//! Where findings are gathered while a phase runs.

use super::{Diagnostic, Severity};

/// The findings so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    errors: Vec<Diagnostic>,
    hints: Vec<Diagnostic>,
}

impl Report {
    /// Takes a finding down.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        let list = match diagnostic.severity {
            Severity::Error => &mut self.errors,
            _ => &mut self.hints,
        };
        list.push(diagnostic);
    }

    /// How many errors there are. A phase that found more than there were before it does not let the next one start.
    pub(crate) fn errors(&self) -> usize {
        self.errors.len()
    }

    /// Errors and hints, each sorted, none twice.
    pub(crate) fn finish(mut self) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        for list in [&mut self.errors, &mut self.hints] {
            list.sort_by(|a, b| key(a).cmp(&key(b)));
            list.dedup();
        }
        (self.errors, self.hints)
    }
}

/// By code first, so that what has one reason stands together.
fn key(diagnostic: &Diagnostic) -> impl Ord + '_ {
    (diagnostic.code, diagnostic.coordinate.as_deref(), &diagnostic.locations, &diagnostic.message)
}

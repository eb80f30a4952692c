//! How many findings there are of each severity.

use crate::{Diagnostic, Severity};

/// E.g. `2 errors, 1 hint`; empty if there are none.
pub(super) fn count<C>(diagnostics: &[Diagnostic<C>]) -> String {
    let say = |severity: Severity| {
        let count = diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        match count {
            0 => None,
            1 => Some(format!("1 {}", severity.as_str())),
            count => Some(format!("{count} {}s", severity.as_str())),
        }
    };
    let parts = [Severity::Error, Severity::Warning, Severity::Hint, Severity::Note].into_iter().filter_map(say);
    parts.collect::<Vec<_>>().join(", ")
}

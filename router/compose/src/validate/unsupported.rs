//! What federation has and this crate does not compose. Leaving it out without a word would change what a graph answers.

use super::Check;
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    subgraph::{applied_names, federation::Known},
};

const UNSUPPORTED: &[Known] = &[Known::Context, Known::FromContext];

/// Refuses documents that use it.
pub(super) fn check(check: &Check<'_>, report: &mut Report) {
    let applied = applied_names(check.schema);
    for known in UNSUPPORTED {
        let Some(name) = check.subgraph.federation().name(*known).filter(|name| applied.contains(*name)) else {
            continue;
        };
        let message = format!("subgraph `{}` uses `@{name}`, which is not composed yet", check.subgraph.name);
        report.push(Diagnostic::error(Code::UnsupportedFeature, message).on(format!("@{name}")));
    }
}

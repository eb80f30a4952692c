//! Where operations use what changes break.

use std::collections::{BTreeSet, HashMap};

use apollo_compiler::parser::{SourceMap, SourceSpan};

use super::{Site, place::location};
use crate::change::Use;

/// The uses that somebody asks about, and where they are.
pub(super) struct Usage {
    sites: HashMap<Use, BTreeSet<Site>>,
    /// All spans that were recorded since [`Usage::begin`].
    spans: Vec<SourceSpan>,
}

impl Usage {
    pub(super) fn of<'u>(wanted: impl Iterator<Item = &'u Use>) -> Self {
        Self { sites: wanted.map(|wanted| (wanted.clone(), BTreeSet::new())).collect(), spans: Vec::new() }
    }

    /// Begins another document.
    pub(super) fn begin(&mut self) {
        self.spans.clear();
    }

    /// Takes down a use if somebody asks about it.
    pub(super) fn record(&mut self, used: &Use, operation: &str, span: Option<SourceSpan>, sources: &SourceMap) {
        let (Some(sites), Some(span)) = (self.sites.get_mut(used), span) else { return };
        let label = format!("used here by {operation}");
        if let Some(location) = location(span, sources, label) {
            sites.insert(Site { operation: operation.to_owned(), location });
            self.spans.push(span);
        }
    }

    /// Whether something was taken down in this document that overlaps `span`.
    pub(super) fn is_at(&self, span: SourceSpan) -> bool {
        self.spans.iter().any(|known| {
            known.file_id() == span.file_id()
                && known.offset() < span.end_offset()
                && span.offset() < known.end_offset()
        })
    }

    /// Where any of `uses` is, by operation and place.
    pub(super) fn sites(&self, uses: &[Use]) -> Vec<Site> {
        let sites: BTreeSet<_> = uses.iter().filter_map(|used| self.sites.get(used)).flatten().collect();
        sites.into_iter().cloned().collect()
    }
}

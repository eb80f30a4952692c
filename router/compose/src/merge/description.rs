//! Descriptions.

use apollo_compiler::{Node, collections::IndexMap};

use super::{Merge, Source};
use crate::diagnostic::{Code, Diagnostic};

impl<'s> Merge<'s> {
    /// What most subgraphs say; of two said equally often, what is said first.
    pub(super) fn description<T: super::source::Placed + ?Sized>(
        &mut self,
        sources: &[Source<'s, T>],
        of: impl Fn(&'s T) -> Option<&'s Node<str>>,
        coordinate: &str,
    ) -> Option<Node<str>> {
        let mut counts: IndexMap<&str, (&Node<str>, usize)> = IndexMap::default();
        for description in sources.iter().filter_map(|source| of(source.node)) {
            if !description.as_str().is_empty() {
                counts.entry(description.as_str()).or_insert((description, 0)).1 += 1;
            }
        }
        let most = counts.values().map(|(_, count)| *count).max()?;
        if counts.len() > 1 {
            let places = self.places(sources, |source| format!("in subgraph `{}`", self.subgraph(source.graph).name));
            self.report(
                Diagnostic::hint(
                    Code::InconsistentDescription,
                    format!("`{coordinate}` has different descriptions; the commonest is kept"),
                )
                .on(coordinate)
                .at(places),
            );
        }
        counts.values().find(|(_, count)| *count == most).map(|(description, _)| (*description).clone())
    }
}

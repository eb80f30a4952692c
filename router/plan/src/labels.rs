//! Labels of `@override`: which subgraph resolves a field is decided for each request.

use std::collections::BTreeSet;

/// A label that a supergraph uses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label(String);

/// The labels that are on for a request. A plan holds for one such set.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Labels(BTreeSet<String>);

impl Label {
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }

    /// For `percent(x)`: the share of all requests for which it is on, from 0 to 1. Whether any other label is on is for
    /// whoever runs the graph to say.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        let percent: f64 = self.0.strip_prefix("percent(")?.strip_suffix(')')?.trim().parse().ok()?;
        (0.0..=100.0).contains(&percent).then_some(percent / 100.0)
    }
}

impl Labels {
    /// Whether a label is on.
    #[must_use]
    pub fn contains(&self, label: &str) -> bool {
        self.0.contains(label)
    }
}

impl<S: Into<String>> FromIterator<S> for Labels {
    fn from_iter<I: IntoIterator<Item = S>>(labels: I) -> Self {
        Self(labels.into_iter().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_a_share() {
        assert_eq!(Label::new("percent(12.5)").share(), Some(0.125));
        for label in ["homes", "percent(101)", "percent(x)", "percent()"] {
            assert_eq!(Label::new(label).share(), None, "{label}");
        }
    }
}

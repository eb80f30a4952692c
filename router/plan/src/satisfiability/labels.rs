//! Labels of `@override`: what is answered must be answered whatever they are.

use std::collections::{BTreeMap, HashMap};

use crate::supergraph::When;

/// What is said of some labels. Index 0 says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct LabelsId(u32);

impl LabelsId {
    /// Nothing is said of any.
    pub const NONE: Self = Self(0);
}

/// All that was said of labels.
#[derive(Debug)]
pub(super) struct Labels<'a> {
    said: Vec<BTreeMap<&'a str, bool>>,
    ids: HashMap<BTreeMap<&'a str, bool>, LabelsId>,
}

impl<'a> Labels<'a> {
    pub fn new() -> Self {
        let none = BTreeMap::new();
        Self { said: vec![none.clone()], ids: HashMap::from([(none, LabelsId::NONE)]) }
    }

    /// Whether a subgraph resolves what has a label. As long as nothing is said of it neither side does: what a key or a
    /// `@requires` needs is to be had whatever the label is, unless the way there went over the label itself.
    pub fn hold(&self, labels: LabelsId, when: Option<&When>) -> bool {
        when.is_none_or(|when| self.said(labels).get(when.label.as_str()) == Some(&when.is_on))
    }

    /// Whether nothing is said of a label.
    pub fn is_open(&self, labels: LabelsId, label: &str) -> bool {
        !self.said(labels).contains_key(label)
    }

    /// Both that can be said of one label more.
    pub fn both(&mut self, labels: LabelsId, label: &'a str) -> [LabelsId; 2] {
        [true, false].map(|is_on| {
            let mut said = self.said(labels).clone();
            said.insert(label, is_on);
            let next = LabelsId(self.said.len() as u32);
            let id = *self.ids.entry(said.clone()).or_insert(next);
            if id == next {
                self.said.push(said);
            }
            id
        })
    }

    /// Whether all that `less` says is said by `more` too.
    pub fn are_within(&self, less: LabelsId, more: LabelsId) -> bool {
        let more = self.said(more);
        self.said(less).iter().all(|(label, is_on)| more.get(label) == Some(is_on))
    }

    fn said(&self, labels: LabelsId) -> &BTreeMap<&'a str, bool> {
        &self.said[labels.0 as usize]
    }
}

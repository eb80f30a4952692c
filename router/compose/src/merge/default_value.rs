//! Defaults of arguments and of input fields.

use apollo_compiler::{
    Node,
    ast::{InputValueDefinition, Value},
};

use super::{Merge, Sources};
use crate::{
    diagnostic::{Code, Diagnostic},
    print,
};

impl<'s> Merge<'s> {
    /// The default that all subgraphs have. A subgraph without one cannot be asked without a value, so then there is none.
    pub(super) fn default_value(
        &mut self,
        sources: &Sources<'s, Node<InputValueDefinition>>,
        coordinate: &str,
        mismatch: Code,
    ) -> Option<Node<Value>> {
        let defaults = || sources.iter().filter_map(|source| source.node.default_value.as_ref());
        let first = defaults().next()?;
        let everywhere = defaults().count() == sources.len();
        let equal = defaults().all(|default| same(default, first));
        if everywhere && equal {
            return Some(first.clone());
        }
        let places = self.places(sources, |source| match &source.node.default_value {
            Some(default) => format!("`{}` in subgraph `{}`", print::value(default), self.subgraph(source.graph).name),
            None => format!("none in subgraph `{}`", self.subgraph(source.graph).name),
        });
        let diagnostic = if equal {
            Diagnostic::hint(
                Code::InconsistentDefaultValuePresence,
                format!("`{coordinate}` has a default in some subgraphs only, so it has none"),
            )
        } else {
            Diagnostic::error(mismatch, format!("`{coordinate}` has different defaults"))
                .help("give it one default everywhere")
        };
        self.report(diagnostic.on(coordinate).at(places));
        None
    }
}

/// Whether two values are the same: the fields of an object have no order.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.iter().any(|(other, b)| name == other && same(a, b)))
        }
        (a, b) => a == b,
    }
}

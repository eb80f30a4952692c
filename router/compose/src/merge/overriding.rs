//! `@override`: a field moves from one subgraph to another.

use apollo_compiler::{Node, ast::Directive};

use super::{
    Merge, Source, Sources,
    field::{Field, Kind, Parent},
};
use crate::{
    diagnostic::{Code, Diagnostic},
    subgraph::{federation::Known, locate},
};

/// Which subgraphs do not resolve a field any more.
#[derive(Debug, Default)]
pub(super) struct Overridden(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    graph: usize,
    /// Whether the subgraph needs the field for something else, such as a key.
    used: bool,
    /// While a label decides, both subgraphs resolve the field.
    label: Option<String>,
}

impl Overridden {
    /// Whether the subgraph resolves the field no more.
    pub(super) fn is_any(&self, graph: usize) -> bool {
        self.0.iter().any(|entry| entry.graph == graph)
    }

    /// Whether the subgraph still needs the field, although it resolves it no more.
    pub(super) fn is_used(&self, graph: usize) -> bool {
        self.0.iter().any(|entry| entry.graph == graph && entry.used)
    }

    /// Whether the subgraph's field is as good as not there.
    pub(super) fn is_unused(&self, graph: usize) -> bool {
        self.0.iter().any(|entry| entry.graph == graph && !entry.used && entry.label.is_none())
    }

    /// Whether any subgraph has a field that is more than not there.
    pub(super) fn is_any_used(&self) -> bool {
        self.0.iter().any(|entry| entry.used || entry.label.is_some())
    }

    /// Under which label the subgraph's field is overridden.
    pub(super) fn label(&self, graph: usize) -> Option<String> {
        self.0.iter().find(|entry| entry.graph == graph)?.label.clone()
    }
}

/// An application of `@override`.
struct Override<'s> {
    source: Source<'s, Field>,
    directive: &'s Node<Directive>,
    from: String,
    label: Option<String>,
}

impl<'s> Merge<'s> {
    /// Follows the overrides of one field.
    pub(super) fn overridden(
        &mut self,
        parent: &Parent<'_>,
        sources: &Sources<'s, Field>,
        coordinate: &str,
    ) -> Overridden {
        let mut overridden = Overridden::default();
        if matches!(parent.kind, Kind::Interface | Kind::EntityInterface) {
            return overridden;
        }
        let overrides: Vec<_> = sources.iter().filter_map(|source| self.as_override(source)).collect();
        for one in &overrides {
            self.check_label(one, coordinate);
            let Some(target) = self.target(one, &overrides, sources, coordinate) else { continue };
            if let Some(entry) = self.override_one(parent, one, &target, coordinate) {
                overridden.0.push(entry);
            }
        }
        overridden
    }

    fn as_override(&self, source: &Source<'s, Field>) -> Option<Override<'s>> {
        let directive = self.subgraph(source.graph).federation().get(Known::Override, &source.node.directives)?;
        let text = |name| directive.specified_argument_by_name(name)?.as_str().map(ToOwned::to_owned);
        Some(Override { source: *source, directive, from: text("from")?, label: text("label") })
    }

    /// The field that is overridden, if there is one that can be.
    fn target(
        &mut self,
        one: &Override<'s>,
        overrides: &[Override<'s>],
        sources: &Sources<'s, Field>,
        coordinate: &str,
    ) -> Option<Source<'s, Field>> {
        let own = &self.subgraph(one.source.graph).name;
        if one.from == *own {
            let message = format!("`{coordinate}` in subgraph `{own}` overrides itself");
            self.report_override(Code::OverrideFromSelfError, one, message, coordinate);
            return None;
        }
        let Some(from) = self.subgraphs.iter().position(|subgraph| subgraph.name == one.from) else {
            let message = format!("`{coordinate}` overrides subgraph `{}`, which is not in the graph", one.from);
            self.hint_override(Code::FromSubgraphDoesNotExist, one, message, coordinate);
            return None;
        };
        if overrides.iter().any(|other| other.source.graph == from) {
            let message = format!("`{coordinate}` overrides subgraph `{}`, which overrides it too", one.from);
            self.report_override(Code::OverrideSourceHasOverride, one, message, coordinate);
            return None;
        }
        let target = sources.iter().find(|source| source.graph == from).copied();
        if target.is_none() {
            let message = format!("`{coordinate}` is no longer in subgraph `{}`: @override can go", one.from);
            self.hint_override(Code::OverrideDirectiveCanBeRemoved, one, message, coordinate);
        }
        target
    }

    fn override_one(
        &mut self,
        parent: &Parent<'_>,
        one: &Override<'s>,
        target: &Source<'s, Field>,
        coordinate: &str,
    ) -> Option<Entry> {
        let name = &one.source.node.name;
        let (own, from) = (self.subgraph(one.source.graph), self.subgraph(target.graph));
        let collision = [Known::Requires, Known::Provides]
            .into_iter()
            .find(|known| from.federation().has(*known, &target.node.directives))
            .or_else(|| own.facts().is_external(parent.name, name).then_some(Known::External));
        if let Some(known) = collision {
            let message = format!("`{coordinate}` cannot be overridden: it has @{}", known.name());
            self.report_override(Code::OverrideCollisionWithAnotherDirective, one, message, coordinate);
            return None;
        }
        if from.facts().is_external(parent.name, name) {
            let message = format!("`{coordinate}` is @external in subgraph `{}`: @override can go", one.from);
            self.hint_override(Code::OverrideDirectiveCanBeRemoved, one, message, coordinate);
            return None;
        }
        let used = from.facts().is_used(parent.name, name);
        let (code, message) = match (&one.label, used) {
            (Some(label), _) => (
                Code::OverrideMigrationInProgress,
                format!("`{coordinate}` moves away from subgraph `{}` as `{label}` decides", one.from),
            ),
            (None, true) => (
                Code::OverriddenFieldCanBeRemoved,
                format!(
                    "`{coordinate}` is overridden in subgraph `{}`, which only uses it: make it @external",
                    one.from
                ),
            ),
            (None, false) => (
                Code::OverriddenFieldCanBeRemoved,
                format!("`{coordinate}` is overridden in subgraph `{}`: it can go there", one.from),
            ),
        };
        let place = from.location(target.node.name.location(), "overridden");
        let by = own.location(one.directive.location(), format!("by subgraph `{}`", own.name));
        self.report(Diagnostic::hint(code, message).on(coordinate).at(place).at(by));
        Some(Entry { graph: target.graph, used, label: one.label.clone() })
    }

    fn check_label(&mut self, one: &Override<'s>, coordinate: &str) {
        if let Some(label) = one.label.as_deref().filter(|label| !is_label(label)) {
            let message = format!("`{label}` on `{coordinate}` is no label of @override");
            let diagnostic = self
                .override_diagnostic(Diagnostic::error(Code::OverrideLabelInvalid, message), one, coordinate)
                .help("a letter followed by letters, digits and `_-:./`; or `percent(x)`, x from 0 to 100");
            self.report(diagnostic);
        }
    }

    fn report_override(&mut self, code: Code, one: &Override<'s>, message: String, coordinate: &str) {
        let diagnostic = self.override_diagnostic(Diagnostic::error(code, message), one, coordinate);
        self.report(diagnostic);
    }

    fn hint_override(&mut self, code: Code, one: &Override<'s>, message: String, coordinate: &str) {
        let diagnostic = self.override_diagnostic(Diagnostic::hint(code, message), one, coordinate);
        self.report(diagnostic);
    }

    fn override_diagnostic(&self, diagnostic: Diagnostic, one: &Override<'s>, coordinate: &str) -> Diagnostic {
        let subgraph = self.subgraph(one.source.graph);
        let label = format!("in subgraph `{}`", subgraph.name);
        let mut from = locate(self.subgraphs, coordinate);
        from.retain(|other| other.subgraph.as_ref() == Some(&one.from) && one.from != subgraph.name);
        diagnostic.on(coordinate).at(subgraph.location(one.directive.location(), label)).at(from)
    }
}

/// A name of a flag, or a share of all requests with at most eight decimals.
fn is_label(label: &str) -> bool {
    if let Some(share) = label.strip_prefix("percent(").and_then(|rest| rest.strip_suffix(')')) {
        let (whole, decimals) = share.split_once('.').unwrap_or((share, "0"));
        let digits =
            |text: &str, most| (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        return digits(whole, 3) && digits(decimals, 8) && share.parse::<f64>().is_ok_and(|share| share <= 100.0);
    }
    let mut bytes = label.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"_-:./".contains(&byte))
}

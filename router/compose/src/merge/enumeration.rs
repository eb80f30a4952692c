//! Enums.

use apollo_compiler::{
    Name, Node,
    ast::EnumValueDefinition,
    collections::HashMap,
    schema::{Component, EnumType},
};

use super::{ByName, Merge, Sources};
use crate::{
    diagnostic::{Code, Diagnostic},
    supergraph::join,
};

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// To subgraphs.
    Input,
    /// From subgraphs.
    Output,
}

/// Which ways each type goes, gathered while fields and arguments are merged.
#[derive(Debug, Default)]
pub(super) struct Usages(HashMap<Name, Usage>);

/// Which ways a type goes.
#[derive(Clone, Copy, Debug, Default)]
struct Usage {
    input: bool,
    output: bool,
}

impl Usages {
    /// Takes down that a type goes one way.
    pub(super) fn add(&mut self, name: &Name, position: Position) {
        let usage = self.0.entry(name.clone()).or_default();
        match position {
            Position::Input => usage.input = true,
            Position::Output => usage.output = true,
        }
    }

    fn of(&self, name: &str) -> Usage {
        self.0.get(name).copied().unwrap_or_default()
    }
}

impl<'s> Merge<'s> {
    /// What comes out of subgraphs is anything that any of them may say; what goes in is what all of them understand. An
    /// enum that goes both ways must be the same everywhere.
    pub(super) fn enumeration(&mut self, name: &Name, sources: &Sources<'s, Node<EnumType>>) -> Option<EnumType> {
        let mut usage = self.usages.of(name);
        if !usage.input && !usage.output {
            self.hint_unused(name, sources);
            usage.output = true;
        }
        let mut by_name: ByName<'s, Component<EnumValueDefinition>> = ByName::default();
        for source in sources.iter() {
            for value in source.node.values.values() {
                by_name.entry(value.value.clone()).or_default().push(source.graph, value);
            }
        }
        let mut merged = EnumType {
            description: self.description(sources, |node| node.description.as_ref(), name),
            name: name.clone(),
            directives: self.on_type(sources, |node| &node.directives, name),
            values: Default::default(),
        };
        for (value, of_value) in by_name {
            if let Some(definition) = self.value(name, usage, sources, &of_value) {
                merged.values.insert(value, Component::new(definition));
            }
        }
        if merged.values.is_empty() {
            self.report_empty_enum(name, sources);
            return None;
        }
        Some(merged)
    }

    fn value(
        &mut self,
        name: &Name,
        usage: Usage,
        sources: &Sources<'s, Node<EnumType>>,
        of_value: &Sources<'s, Component<EnumValueDefinition>>,
    ) -> Option<EnumValueDefinition> {
        let value = &of_value.first()?.node.value;
        let coordinate = format!("{name}.{value}");
        let joins = of_value.iter().map(|source| Node::new(join::enum_value(self.graph(source.graph))));
        let mut directives: apollo_compiler::ast::DirectiveList = Default::default();
        directives.0.extend(joins);
        directives.0.extend(self.applied(of_value, |node| &node.directives, &coordinate));
        let missing = sources.filter(|source| !of_value.has(source.graph));
        if !missing.is_empty() && !self.composed.is_inaccessible(&directives) {
            let places = self.places(&missing, |source| {
                format!("without `{value}` in subgraph `{}`", self.subgraph(source.graph).name)
            });
            let names = self.named(&missing);
            let hint = |code, message| Diagnostic::hint(code, message);
            let diagnostic = match usage {
                Usage { input: true, output: true } => Diagnostic::error(
                    Code::EnumValueMismatch,
                    format!("`{coordinate}` is not in {names}, but `{name}` is used for inputs and outputs"),
                )
                .help("define the value everywhere, or mark it @inaccessible"),
                Usage { input: true, .. } => hint(
                    Code::InconsistentEnumValueForInputEnum,
                    format!("`{coordinate}` is not in {names}, and `{name}` is used for inputs: it is left out"),
                ),
                Usage { .. } => {
                    hint(Code::InconsistentEnumValueForOutputEnum, format!("`{coordinate}` is not in {names}"))
                }
            };
            self.report(diagnostic.on(coordinate.clone()).at(places));
            if usage.input && !usage.output {
                return None;
            }
        }
        Some(EnumValueDefinition {
            description: self.description(of_value, |node| node.description.as_ref(), &coordinate),
            value: value.clone(),
            directives,
        })
    }

    fn hint_unused(&mut self, name: &Name, sources: &Sources<'s, Node<EnumType>>) {
        let places = self.places(sources, |_| "used nowhere".to_owned());
        let message = format!("the enum `{name}` is used by no field and no argument");
        self.report(Diagnostic::hint(Code::UnusedEnumType, message).on(name.to_string()).at(places));
    }

    fn report_empty_enum(&mut self, name: &Name, sources: &Sources<'s, Node<EnumType>>) {
        let places = self.places(sources, |source| format!("in subgraph `{}`", self.subgraph(source.graph).name));
        let message = format!("no value of the enum `{name}` is in all of its subgraphs");
        self.report(Diagnostic::error(Code::EmptyMergedEnumType, message).on(name.to_string()).at(places));
    }
}

//! Arguments of fields and directives.

use apollo_compiler::{Node, ast::InputValueDefinition};

use super::{ByName, Merge, Source, Sources, enumeration::Position};
use crate::diagnostic::{Code, Diagnostic};

impl<'s> Merge<'s> {
    /// The arguments that all subgraphs know: one that a subgraph does not know could not be sent to it.
    pub(super) fn arguments(
        &mut self,
        sources: &[(usize, &'s [Node<InputValueDefinition>])],
        coordinate: &str,
    ) -> Vec<Node<InputValueDefinition>> {
        let mut by_name: ByName<'s, Node<InputValueDefinition>> = ByName::default();
        for (graph, arguments) in sources {
            for argument in *arguments {
                by_name.entry(argument.name.clone()).or_default().push(*graph, argument);
            }
        }
        let mut merged = Vec::new();
        for (name, of_name) in by_name {
            let coordinate = format!("{coordinate}({name}:)");
            if of_name.len() == sources.len() {
                merged.extend(self.argument(&of_name, &coordinate));
            } else {
                self.report_partial_argument(&of_name, &coordinate);
            }
        }
        merged
    }

    fn argument(
        &mut self,
        sources: &Sources<'s, Node<InputValueDefinition>>,
        coordinate: &str,
    ) -> Option<Node<InputValueDefinition>> {
        let first = sources.first()?.node;
        let merged = InputValueDefinition {
            description: self.description(sources, |node| node.description.as_ref(), coordinate),
            name: first.name.clone(),
            ty: Node::new(
                self.type_reference(sources, Position::Input, coordinate, Code::FieldArgumentTypeMismatch)?.ty,
            ),
            default_value: self.default_value(sources, coordinate, Code::FieldArgumentDefaultMismatch),
            directives: self.applied(sources, |node| &node.directives, coordinate).into_iter().collect(),
        };
        Some(Node::new(merged))
    }

    fn report_partial_argument(&mut self, sources: &Sources<'s, Node<InputValueDefinition>>, coordinate: &str) {
        let places = |merge: &Self, sources: &[Source<'s, _>], what: &str| {
            merge.places(sources, |source| format!("{what} in subgraph `{}`", merge.subgraph(source.graph).name))
        };
        let required = sources.filter(|source| source.node.is_required());
        let diagnostic = if required.is_empty() {
            let message = format!("`{coordinate}` is not known to all subgraphs of its field, so it is left out");
            Diagnostic::hint(Code::InconsistentArgumentPresence, message).at(places(self, sources, "known"))
        } else {
            let message = format!("`{coordinate}` is required, but not known to all subgraphs of its field");
            Diagnostic::error(Code::RequiredArgumentMissingInSomeSubgraph, message)
                .at(places(self, &required, "required"))
                .help("add it to the other subgraphs, or make it optional")
        };
        self.report(diagnostic.on(coordinate));
    }
}

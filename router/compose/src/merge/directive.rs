//! Definitions of directives.

use apollo_compiler::{
    Name, Node,
    ast::{DirectiveDefinition, DirectiveLocation},
};

use super::{ByName, Merge, Sources, enumeration::Position};
use crate::{
    diagnostic::{Code, Diagnostic},
    executable::is_executable,
};

/// What GraphQL defines, although documents may define it once more.
const BUILT_IN: &[&str] = &["skip", "include", "deprecated", "specifiedBy"];

type Definition = Node<DirectiveDefinition>;

impl<'s> Merge<'s> {
    /// The directives that clients may use: those that all subgraphs understand. And those that subgraphs ask to keep, as
    /// their youngest version has them.
    pub(super) fn directives(&mut self) {
        let requests = self.composed.requests().to_vec();
        let mut executable: ByName<'s, Definition> = ByName::default();
        for (graph, subgraph) in self.subgraphs.iter().enumerate() {
            for (name, definition) in &subgraph.schema().directive_definitions {
                let kept = requests.iter().any(|request| request.local == *name);
                let own = !BUILT_IN.contains(&name.as_str())
                    && subgraph.federation().known(name).is_none()
                    && subgraph.links().directive() != name.as_str();
                if own && !kept && definition.locations.iter().copied().any(is_executable) {
                    executable.entry(name.clone()).or_default().push(graph, definition);
                }
            }
        }
        for (name, sources) in executable {
            if let Some(definition) = self.executable(&name, &sources) {
                self.merged.directive_definitions.insert(name, Node::new(definition));
            }
        }
        for request in requests {
            let youngest = self.subgraph(request.youngest).schema();
            if let Some(definition) = youngest.directive_definitions.get(&request.local) {
                for argument in &definition.arguments {
                    self.usages.add(argument.ty.inner_named_type(), Position::Input);
                }
                self.merged.directive_definitions.insert(request.local, definition.clone());
            }
        }
    }

    fn executable(&mut self, name: &Name, sources: &Sources<'s, Definition>) -> Option<DirectiveDefinition> {
        if sources.len() < self.subgraphs.len() {
            let message = format!("`@{name}` is not defined in all subgraphs, so clients cannot use it");
            self.hint_directive(Code::InconsistentExecutableDirectivePresence, name, sources, message);
            return None;
        }
        let repeatable = sources.iter().all(|source| source.node.repeatable);
        if !repeatable && sources.iter().any(|source| source.node.repeatable) {
            let message = format!("`@{name}` is not repeatable in all subgraphs, so it is not for clients");
            self.hint_directive(Code::InconsistentExecutableDirectiveRepeatable, name, sources, message);
        }
        let first = sources.first()?.node;
        let everywhere =
            |location: &DirectiveLocation| sources.iter().all(|source| source.node.locations.contains(location));
        let all = |node: &Definition| {
            node.locations.iter().copied().filter(|location| is_executable(*location)).collect::<Vec<_>>()
        };
        let locations: Vec<_> = all(first).into_iter().filter(everywhere).collect();
        if locations.is_empty() {
            let message = format!("`@{name}` has no location in all subgraphs, so clients cannot use it");
            self.hint_directive(Code::NoExecutableDirectiveLocationsIntersection, name, sources, message);
            return None;
        }
        if sources.iter().any(|source| all(source.node).len() != locations.len()) {
            let message = format!("`@{name}` has different locations; clients may use those that all subgraphs know");
            self.hint_directive(Code::InconsistentExecutableDirectiveLocations, name, sources, message);
        }
        Some(self.definition(name, sources, repeatable, locations))
    }

    fn definition(
        &mut self,
        name: &Name,
        sources: &Sources<'s, Definition>,
        repeatable: bool,
        locations: Vec<DirectiveLocation>,
    ) -> DirectiveDefinition {
        let coordinate = format!("@{name}");
        let arguments: Vec<_> = sources.iter().map(|source| (source.graph, source.node.arguments.as_slice())).collect();
        DirectiveDefinition {
            description: self.description(sources, |node| node.description.as_ref(), &coordinate),
            name: name.clone(),
            arguments: self.arguments(&arguments, &coordinate),
            repeatable,
            locations,
        }
    }

    fn hint_directive(&mut self, code: Code, name: &Name, sources: &Sources<'s, Definition>, message: String) {
        let places = self.places(sources, |source| format!("in subgraph `{}`", self.subgraph(source.graph).name));
        self.report(Diagnostic::hint(code, message).on(format!("@{name}")).at(places));
    }
}

//! Directives on elements: which of them the supergraph keeps, and what they say together.

use apollo_compiler::{
    Name, Node,
    ast::{self, Directive},
    collections::{HashMap, IndexMap},
    schema::{self, Component},
};

use super::{
    Merge, Source, Sources,
    compose_directive::{self, Request},
    kind::is_defined,
    source::Placed,
    strategy::Strategy,
};
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    field_set,
    subgraph::{
        Subgraph, Validated, applied_names,
        federation::{Applied, Known},
    },
    supergraph::{
        feature::{self, Feature},
        join::{self, JoinType},
    },
};

/// A specification that the supergraph links.
#[derive(Clone, Debug)]
pub(crate) struct SupergraphLink {
    /// With its version.
    pub url: String,
    /// What must not be ignored, and for what purpose.
    pub purpose: Option<&'static str>,
    /// Its directives, each as the specification and as the supergraph calls it, without the `@`.
    pub imports: Vec<(String, Name)>,
    /// Whether the definitions are the specification's own.
    pub feature: Option<&'static Feature>,
}

/// How one subgraph's directive is kept.
#[derive(Clone, Debug)]
struct Rule {
    /// What the supergraph calls it.
    name: Name,
    repeatable: bool,
    strategy: Strategy,
    /// Which of federation's directives it is.
    known: Option<Known>,
}

/// Which directives are kept.
#[derive(Debug, Default)]
pub(crate) struct Composed {
    /// For each subgraph, by the names that it knows.
    rules: Vec<HashMap<Name, Rule>>,
    links: Vec<SupergraphLink>,
    requests: Vec<Request>,
    inaccessible: Option<Name>,
}

impl Composed {
    /// Finds out what the subgraphs apply and what they ask to keep.
    pub(super) fn of(subgraphs: &[Subgraph<Validated>], report: &mut Report) -> Self {
        let mut composed = Self { rules: vec![built_in(); subgraphs.len()], ..Self::default() };
        let used: Vec<_> = subgraphs.iter().map(|subgraph| applied_names(subgraph.schema())).collect();
        for feature in feature::ALL {
            let mut imports = Vec::new();
            for known in feature.directives {
                let users = subgraphs.iter().enumerate().filter_map(|(graph, subgraph)| {
                    let local = subgraph.federation().name(*known)?;
                    used.get(graph)?.contains(local).then_some((graph, subgraph, local))
                });
                let users: Vec<_> = users.collect();
                let Some((_, _, name)) = users.first().copied() else { continue };
                composed.check_one_name(*known, &users, report);
                for (graph, subgraph, local) in users {
                    let repeatable = subgraph.federation().definition(*known).is_some_and(|known| known.repeatable);
                    let strategy = Strategy::of(*known);
                    composed.add(graph, local, Rule { name: name.clone(), repeatable, strategy, known: Some(*known) });
                }
                if *known == Known::Inaccessible {
                    composed.inaccessible = Some(name.clone());
                }
                imports.push((known.name().to_owned(), name.clone()));
            }
            if !imports.is_empty() {
                let (url, purpose) = (feature.url.to_owned(), feature.purpose);
                composed.links.push(SupergraphLink { url, purpose, imports, feature: Some(feature) });
            }
        }
        composed.requests = compose_directive::requests(subgraphs, report);
        composed.keep_requested(subgraphs);
        composed
    }

    /// The specifications that the supergraph links.
    pub(super) fn into_links(self) -> Vec<SupergraphLink> {
        self.links
    }

    /// What the supergraph calls a directive of federation that it keeps.
    pub(super) fn kept(&self, known: Known) -> Option<&Name> {
        self.rules.iter().flat_map(HashMap::values).find_map(|rule| (rule.known == Some(known)).then_some(&rule.name))
    }

    /// What `@composeDirective` asks for.
    pub(super) fn requests(&self) -> &[Request] {
        &self.requests
    }

    /// Whether merged directives make an element inaccessible.
    pub(super) fn is_inaccessible(&self, directives: &ast::DirectiveList) -> bool {
        self.inaccessible.as_ref().is_some_and(|name| directives.has(name))
    }

    /// Whether the subgraph's directive is one of federation's that is kept.
    pub(super) fn of_federation(&self, graph: usize, local: &str) -> bool {
        self.rule(graph, local).is_some_and(|rule| rule.known.is_some())
    }

    fn rule(&self, graph: usize, local: &str) -> Option<&Rule> {
        self.rules.get(graph)?.get(local)
    }

    fn add(&mut self, graph: usize, local: &Name, rule: Rule) {
        if let Some(rules) = self.rules.get_mut(graph) {
            rules.insert(local.clone(), rule);
        }
    }

    fn keep_requested(&mut self, subgraphs: &[Subgraph<Validated>]) {
        for request in std::mem::take(&mut self.requests) {
            for graph in &request.graphs {
                let definition =
                    subgraphs.get(*graph).and_then(|s| s.schema().directive_definitions.get(&request.local));
                let repeatable = definition.is_some_and(|definition| definition.repeatable);
                let (name, strategy) = (request.local.clone(), Strategy::Commonest);
                self.add(*graph, &request.local, Rule { name, repeatable, strategy, known: None });
            }
            match self.links.iter_mut().find(|link| link.url == request.url) {
                Some(link) => link.imports.push((request.element.clone(), request.local.clone())),
                None => self.links.push(SupergraphLink {
                    url: request.url.clone(),
                    purpose: None,
                    imports: vec![(request.element.clone(), request.local.clone())],
                    feature: None,
                }),
            }
            self.requests.push(request);
        }
    }

    fn check_one_name(&self, known: Known, users: &[(usize, &Subgraph<Validated>, &Name)], report: &mut Report) {
        let Some((_, _, first)) = users.first() else { return };
        if users.iter().all(|(_, _, name)| name == first) {
            return;
        }
        let places = users.iter().filter_map(|(_, subgraph, name)| {
            let span = subgraph.links().of(crate::subgraph::link::FEDERATION)?.span;
            subgraph.location(span, format!("`@{name}` in subgraph `{}`", subgraph.name))
        });
        let message = format!("`@{}` goes by different names in different subgraphs", known.name());
        report.push(
            Diagnostic::error(Code::LinkImportNameMismatch, message)
                .on(format!("@{}", known.name()))
                .at(places.collect::<Vec<_>>())
                .help("import it by one name everywhere"),
        );
    }
}

impl<'s> Merge<'s> {
    /// What a type's subgraphs say of it, after which subgraphs have it and by which keys.
    pub(super) fn on_type<T: Placed>(
        &mut self,
        sources: &Sources<'s, T>,
        of: impl Fn(&'s T) -> &'s schema::DirectiveList,
        name: &str,
    ) -> schema::DirectiveList {
        let mut all = schema::DirectiveList::default();
        for source in sources.iter() {
            for directive in self.join_types(source.graph, name, of(source.node)) {
                all.push(Component::new(directive));
            }
        }
        for directive in self.applied(sources, of, name) {
            all.push(Component::from(directive));
        }
        all
    }

    /// What the subgraphs' directives say together, of those that are kept.
    pub(super) fn applied<T, D>(
        &mut self,
        sources: &Sources<'s, T>,
        of: impl Fn(&'s T) -> &'s D,
        coordinate: &str,
    ) -> Vec<Node<Directive>>
    where
        T: Placed,
        D: Applied + 's,
    {
        self.merge_applied(sources.iter().map(|source| (source.graph, of(source.node))), coordinate)
    }

    /// As [`applied`](Self::applied), of the schema itself.
    pub(super) fn applied_on_schema(&mut self) -> Vec<Component<Directive>> {
        let subgraphs = self.subgraphs;
        let sources = subgraphs.iter().enumerate();
        let sources = sources.map(|(graph, subgraph)| (graph, &subgraph.schema().schema_definition.directives));
        self.merge_applied(sources, "schema").into_iter().map(Component::from).collect()
    }

    fn merge_applied<D: Applied + 's>(
        &mut self,
        sources: impl Iterator<Item = (usize, &'s D)>,
        coordinate: &str,
    ) -> Vec<Node<Directive>> {
        let mut by_name: IndexMap<Name, Vec<Source<'s, Node<Directive>>>> = IndexMap::default();
        for (graph, directives) in sources {
            for directive in directives.applied() {
                if let Some(rule) = self.composed.rule(graph, &directive.name) {
                    by_name.entry(rule.name.clone()).or_default().push(Source { graph, node: directive });
                }
            }
        }
        let mut merged = Vec::new();
        for (name, applications) in by_name {
            merged.extend(self.merge_applications(&name, &applications, coordinate));
        }
        merged
    }

    fn merge_applications(
        &mut self,
        name: &Name,
        applications: &[Source<'s, Node<Directive>>],
        coordinate: &str,
    ) -> Vec<Node<Directive>> {
        let mut distinct: IndexMap<Arguments<'_>, (&Node<Directive>, usize)> = IndexMap::default();
        for application in applications {
            distinct.entry(arguments(application.node)).or_insert((application.node, 0)).1 += 1;
        }
        let renamed =
            |directive: &Directive| Node::new(Directive { name: name.clone(), arguments: directive.arguments.clone() });
        let rule = applications.first().and_then(|first| self.composed.rule(first.graph, &first.node.name)).cloned();
        let Some(rule) = rule else { return Vec::new() };
        if rule.repeatable || distinct.len() == 1 {
            return distinct.values().map(|(directive, _)| renamed(directive)).collect();
        }
        let all: Vec<_> = distinct.values().map(|(directive, count)| (&***directive, *count)).collect();
        let merged = rule.strategy.merge(name, &all);
        let (code, what) = match rule.strategy {
            Strategy::Commonest => (Code::InconsistentNonRepeatableDirectiveArguments, "the commonest is kept"),
            Strategy::Arguments(_) => (Code::MergedNonRepeatableDirectiveArguments, "they are merged"),
        };
        let places = self.places(applications, |source| format!("in subgraph `{}`", self.subgraph(source.graph).name));
        self.report(
            Diagnostic::hint(code, format!("`@{name}` on `{coordinate}` has different arguments; {what}"))
                .on(coordinate)
                .at(places),
        );
        merged.into_iter().map(Node::new).collect()
    }

    fn join_types(&self, graph: usize, name: &str, directives: &schema::DirectiveList) -> Vec<Directive> {
        let federation = self.subgraph(graph).federation();
        let is_interface_object = federation.has(Known::InterfaceObject, directives);
        let join =
            JoinType { graph: self.graph(graph), key: None, extension: false, resolvable: true, is_interface_object };
        let keys =
            federation.name(Known::Key).map(|key| directives.get_all(key).collect::<Vec<_>>()).unwrap_or_default();
        if keys.is_empty() {
            return vec![join::ty(join)];
        }
        let extends = federation.has(Known::Extends, directives);
        // In federation 1 a type that is only extended is as good as defined.
        let counts = !federation.is_first() || self.subgraph(graph).schema().types.get(name).is_some_and(is_defined);
        let keys = keys.into_iter().map(|key| {
            let resolvable = key.specified_argument_by_name("resolvable").and_then(|value| value.to_bool());
            join::ty(JoinType {
                key: field_set::text(key, federation.is_first()),
                extension: extends || (counts && key.origin.extension_id().is_some()),
                resolvable: resolvable.unwrap_or(true),
                ..join
            })
        });
        keys.collect()
    }
}

/// The directives that GraphQL itself defines and that say something of a schema.
fn built_in() -> HashMap<Name, Rule> {
    ["deprecated", "specifiedBy"]
        .into_iter()
        .map(|name| {
            let name = Name::new_unchecked(name);
            let rule = Rule { name: name.clone(), repeatable: false, strategy: Strategy::Commonest, known: None };
            (name, rule)
        })
        .collect()
}

/// Arguments by name, to compare them.
type Arguments<'d> = Vec<(&'d str, String)>;

fn arguments(directive: &Directive) -> Arguments<'_> {
    let mut all: Vec<_> =
        directive.arguments.iter().map(|argument| (argument.name.as_str(), argument.value.to_string())).collect();
    all.sort();
    all
}

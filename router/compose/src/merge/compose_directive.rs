//! `@composeDirective`: which directives of their own the subgraphs want to keep.

use apollo_compiler::{Name, Node, ast::Directive, collections::IndexMap};

use crate::{
    diagnostic::{Code, Diagnostic, Location, Report},
    subgraph::{
        Subgraph, Validated,
        federation::Known,
        link::{FEDERATION, LINK, Version},
    },
    supergraph::feature,
};

/// A directive that is kept because subgraphs ask for it.
#[derive(Clone, Debug)]
pub(super) struct Request {
    /// Its specification, with the youngest version that a subgraph links.
    pub url: String,
    /// What the specification calls it, without the `@`.
    pub element: String,
    /// What the subgraphs and the supergraph call it, without the `@`.
    pub local: Name,
    /// The subgraphs that ask for it.
    pub graphs: Vec<usize>,
    /// One of them that links the youngest version.
    pub youngest: usize,
}

/// What one subgraph asks for.
struct Asked<'s> {
    graph: usize,
    subgraph: &'s Subgraph<Validated>,
    directive: &'s Node<Directive>,
    local: Name,
    element: String,
    identity: String,
    version: Version,
}

impl Asked<'_> {
    fn place(&self) -> Option<Location> {
        let label = format!("asked for by subgraph `{}`", self.subgraph.name);
        self.subgraph.location(self.directive.location(), label)
    }
}

/// Everything that is asked for and can be had.
pub(super) fn requests(subgraphs: &[Subgraph<Validated>], report: &mut Report) -> Vec<Request> {
    let mut by_local: IndexMap<Name, Vec<Asked<'_>>> = IndexMap::default();
    for (graph, subgraph) in subgraphs.iter().enumerate() {
        let directives = &subgraph.schema().schema_definition.directives;
        for directive in subgraph.federation().all(Known::ComposeDirective, directives) {
            if let Some(asked) = ask(graph, subgraph, directive, report) {
                by_local.entry(asked.local.clone()).or_default().push(asked);
            }
        }
    }
    check_versions(&by_local, report);
    check_elements(&by_local, report);
    hint_other_names(&by_local, subgraphs, report);
    by_local.into_iter().filter_map(|(local, asked)| request(local, &asked, report)).collect()
}

fn ask<'s>(
    graph: usize,
    subgraph: &'s Subgraph<Validated>,
    directive: &'s Node<Directive>,
    report: &mut Report,
) -> Option<Asked<'s>> {
    let name = directive.specified_argument_by_name("name").and_then(|value| value.as_str()).unwrap_or_default();
    let mut fail = |message: String| {
        report.push(fault(subgraph, directive, name, message));
        None
    };
    let Some(local) = name.strip_prefix('@') else {
        return fail(format!("`{name}` is no directive: its name begins with `@`"));
    };
    if !subgraph.schema().directive_definitions.contains_key(local) {
        return fail(format!("`@{local}` is not defined in subgraph `{}`", subgraph.name));
    }
    let known = subgraph.federation().known(local);
    if known.is_some_and(feature::is_kept) {
        let message = format!("`@{local}` is kept in any case");
        let place = subgraph.location(directive.location(), "not needed");
        report.push(Diagnostic::hint(Code::DirectiveCompositionInfo, message).on(name).at(place));
        return None;
    }
    let Some((link, element)) = subgraph.links().source(name) else {
        return fail(format!("`@{local}` is of no specification that subgraph `{}` links", subgraph.name));
    };
    if known.is_some() || link.identity == FEDERATION || link.identity == LINK {
        return fail(format!("`@{local}` is federation's and is never in a supergraph"));
    }
    Some(Asked {
        graph,
        subgraph,
        directive,
        local: Name::new_unchecked(local),
        element: element.trim_start_matches('@').to_owned(),
        identity: link.identity.clone(),
        version: link.version,
    })
}

fn request(local: Name, asked: &[Asked<'_>], report: &mut Report) -> Option<Request> {
    let first = asked.first()?;
    for other in asked.iter().filter(|other| (&other.identity, &other.element) != (&first.identity, &first.element)) {
        let message = format!(
            "`@{local}` is `@{}` of {} in subgraph `{}`, but `@{}` of {} in subgraph `{}`",
            first.element, first.identity, first.subgraph.name, other.element, other.identity, other.subgraph.name
        );
        report.push(fault(other.subgraph, other.directive, &format!("@{local}"), message).at(first.place()));
    }
    let youngest = asked.iter().max_by_key(|asked| asked.version)?;
    Some(Request {
        url: format!("{}/{}", first.identity, youngest.version),
        element: first.element.clone(),
        local,
        graphs: asked.iter().map(|asked| asked.graph).collect(),
        youngest: youngest.graph,
    })
}

/// One specification in two major versions is two specifications.
fn check_versions(by_local: &IndexMap<Name, Vec<Asked<'_>>>, report: &mut Report) {
    let mut versions: IndexMap<&str, &Asked<'_>> = IndexMap::default();
    for asked in by_local.values().flatten() {
        let first = *versions.entry(&asked.identity).or_insert(asked);
        if first.version.major != asked.version.major {
            let message = format!(
                "{} is linked as {} in subgraph `{}`, but as {} in subgraph `{}`",
                asked.identity, first.version, first.subgraph.name, asked.version, asked.subgraph.name
            );
            report
                .push(fault(asked.subgraph, asked.directive, &format!("@{}", asked.local), message).at(first.place()));
        }
    }
}

/// One directive by two names is two directives.
fn check_elements(by_local: &IndexMap<Name, Vec<Asked<'_>>>, report: &mut Report) {
    let mut names: IndexMap<(&str, &str), &Asked<'_>> = IndexMap::default();
    for asked in by_local.values().flatten() {
        let first = *names.entry((&asked.identity, &asked.element)).or_insert(asked);
        if first.local != asked.local {
            let message = format!(
                "`@{}` of {} is `@{}` in subgraph `{}`, but `@{}` in subgraph `{}`",
                asked.element, asked.identity, first.local, first.subgraph.name, asked.local, asked.subgraph.name
            );
            report
                .push(fault(asked.subgraph, asked.directive, &format!("@{}", asked.local), message).at(first.place()));
        }
    }
}

/// A subgraph that does not ask for a directive may call it otherwise, until it asks for it too.
fn hint_other_names(by_local: &IndexMap<Name, Vec<Asked<'_>>>, subgraphs: &[Subgraph<Validated>], report: &mut Report) {
    for asked in by_local.values().filter_map(|asked| asked.first()) {
        for (graph, subgraph) in subgraphs.iter().enumerate() {
            let asks = by_local.values().flatten().any(|other| other.graph == graph && other.element == asked.element);
            let Some(link) = subgraph.links().of(&asked.identity).filter(|_| !asks) else { continue };
            let own = link.local(&format!("@{}", asked.element));
            let is_defined = subgraph.schema().directive_definitions.contains_key(own.trim_start_matches('@'));
            if !is_defined || own == format!("@{}", asked.local) {
                continue;
            }
            let message = format!(
                "`@{}` is kept for subgraph `{}`, and is `{own}` in subgraph `{}`, which does not keep it",
                asked.local, asked.subgraph.name, subgraph.name
            );
            let place = subgraph.location(link.span, format!("`{own}` in subgraph `{}`", subgraph.name));
            report.push(
                Diagnostic::hint(Code::DirectiveCompositionWarn, message)
                    .on(format!("@{}", asked.local))
                    .at(place)
                    .at(asked.place())
                    .help("give it one name everywhere: only then can all subgraphs keep it"),
            );
        }
    }
}

fn fault(subgraph: &Subgraph<Validated>, directive: &Node<Directive>, name: &str, message: String) -> Diagnostic {
    let place = subgraph.location(directive.location(), format!("asked for by subgraph `{}`", subgraph.name));
    // What is no name of a directive is about the directive that has it.
    let coordinate = if name.len() > 1 && name.starts_with('@') { name } else { "@composeDirective" };
    Diagnostic::error(Code::DirectiveCompositionError, message).on(coordinate).at(place)
}

//! Plans as text.

use std::fmt::{self, Write};

use apollo_compiler::ast;

use crate::{Fetch, FetchId, Plan, RepresentationField, Start, Supergraph};

/// A plan that prints itself as text: `Sequence` and `Parallel` by what waits for what, `Fetch` with its document, `Flatten`
/// with the place of the entities and what is sent for them.
pub struct DisplayPlan<'a> {
    plan: &'a Plan,
    supergraph: &'a Supergraph,
}

impl Plan {
    /// The plan as text.
    #[must_use]
    pub fn display<'a>(&'a self, supergraph: &'a Supergraph) -> DisplayPlan<'a> {
        DisplayPlan { plan: self, supergraph }
    }

    /// How many requests must follow each other: the longest way through the dependencies, stage after stage.
    #[must_use]
    pub fn hops(&self) -> usize {
        self.stages.iter().map(|stage| self.levels(stage).len()).sum()
    }

    /// The fetches of a stage by how many others must be done before them.
    fn levels(&self, stage: &[FetchId]) -> Vec<Vec<FetchId>> {
        let mut levels: Vec<Vec<FetchId>> = Vec::new();
        for id in stage {
            let dependencies = self.fetch(*id).map_or(&[][..], |fetch| &fetch.dependencies);
            let below = levels.iter().rposition(|level| level.iter().any(|other| dependencies.contains(other)));
            let level = below.map_or(0, |below| below + 1);
            if levels.len() <= level {
                levels.resize_with(level + 1, Vec::new);
            }
            levels[level].push(*id);
        }
        levels
    }

    fn fetch(&self, id: FetchId) -> Option<&Fetch> {
        self.fetches.get(id.0 as usize)
    }
}

impl fmt::Display for DisplayPlan<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let levels: Vec<_> = self.plan.stages.iter().flat_map(|stage| self.plan.levels(stage)).collect();
        let mut out = Indented { f, depth: 0 };
        out.open("QueryPlan")?;
        if levels.len() > 1 {
            out.open("Sequence")?;
        }
        for level in &levels {
            if level.len() > 1 {
                out.open("Parallel")?;
            }
            for fetch in level.iter().filter_map(|id| self.plan.fetch(*id)) {
                self.fetch(&mut out, fetch)?;
            }
            if level.len() > 1 {
                out.close()?;
            }
        }
        if levels.len() > 1 {
            out.close()?;
        }
        out.close()
    }
}

impl DisplayPlan<'_> {
    fn fetch(&self, out: &mut Indented<'_, '_>, fetch: &Fetch) -> fmt::Result {
        let name = self.supergraph.subgraphs().get(usize::from(fetch.subgraph.0)).map_or("", |it| it.name.as_str());
        let condition = if fetch.condition.is_always() { String::new() } else { format!(", if: {}", fetch.condition) };
        out.open(&format!("Fetch(service: \"{name}\"{condition})"))?;
        if let Start::Below { target, .. } = &fetch.start {
            out.line(&format!("Flatten(path: \"{}\")", self.path(target)))?;
        }
        if let Start::Entities(entities) = &fetch.start {
            for entities in entities {
                let path = self.path(&entities.target);
                for representation in &entities.representations {
                    let fields = fields(&representation.fields);
                    let (key, name) = (&entities.key, &representation.typename);
                    let decides = if representation.decides { ", decides" } else { "" };
                    out.line(&format!(
                        "Flatten(path: \"{path}\", as: {key}{decides}) {{ __typename: {name} {fields}}}"
                    ))?;
                }
            }
        }
        for line in pretty(&fetch.document).lines() {
            out.line(line)?;
        }
        out.close()
    }

    fn path(&self, target: &[crate::Step]) -> String {
        let mut path = String::new();
        let mut output = Some(&self.plan.output);
        for step in target {
            let field = output.and_then(|output| {
                output.fields.iter().find_map(|field| match &field.value {
                    crate::OutputValue::Slot { slot, value, .. } if *slot == step.slot => Some((field, value)),
                    _ => None,
                })
            });
            if !path.is_empty() {
                path.push('.');
            }
            let Some((field, value)) = field else {
                path.push('?');
                output = None;
                continue;
            };
            path.push_str(&field.key);
            let mut kind = &value.kind;
            while let crate::OutputKind::List(item) = kind {
                path.push_str(".@");
                kind = &item.kind;
            }
            output = match kind {
                crate::OutputKind::Object(output) => Some(output),
                _ => None,
            };
        }
        path
    }
}

fn fields(fields: &[RepresentationField]) -> String {
    let mut text = String::new();
    for field in fields {
        let _ = write!(text, "{} ", field.name);
        if !field.fields.is_empty() {
            let _ = write!(text, "{{ {}}} ", self::fields(&field.fields));
        }
    }
    text
}

/// A document on several lines.
fn pretty(document: &str) -> String {
    ast::Document::parse(document, "fetch.graphql")
        .map_or_else(|_| document.to_owned(), |document| document.to_string())
}

struct Indented<'f, 'g> {
    f: &'f mut fmt::Formatter<'g>,
    depth: usize,
}

impl Indented<'_, '_> {
    fn open(&mut self, text: &str) -> fmt::Result {
        self.line(&format!("{text} {{"))?;
        self.depth += 1;
        Ok(())
    }

    fn close(&mut self) -> fmt::Result {
        self.depth -= 1;
        self.line("}")
    }

    fn line(&mut self, text: &str) -> fmt::Result {
        writeln!(self.f, "{:indent$}{text}", "", indent = self.depth * 2)
    }
}

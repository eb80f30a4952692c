//! A subgraph on its way through composition. Each phase gives the next one a subgraph that it may trust more.
//!
//! [`Parsed`]: the document is GraphQL. [`Expanded`]: everything that `@link` promises is there, and the root types have
//! their usual names. [`Validated`]: it is a schema, it keeps federation's rules, and what it says of its fields is known.

pub(crate) mod federation;
pub(crate) mod link;

mod applied;
mod definition;
mod expand;
mod facts;
mod federation_1;
mod locate;
mod parse;
mod roots;

use apollo_compiler::{Schema, parser::SourceSpan};

use crate::diagnostic::Location;

pub(crate) use applied::applied_names;
pub(crate) use expand::{ENTRANCES, is_machinery};
pub(crate) use facts::Facts;
pub(crate) use federation::Federation;
pub(crate) use federation_1::{strip as strip_federation_1, upgrade};
pub(crate) use link::Links;
pub(crate) use locate::{coordinate_of, locate, locate_span};
pub(crate) use parse::own as own_document;

/// One subgraph, at one stage.
#[derive(Debug)]
pub(crate) struct Subgraph<S> {
    /// As it is called in the graph.
    pub name: String,
    /// Where it answers.
    pub url: String,
    /// Where its document came from, for diagnostics.
    pub file: String,
    /// What is known of it.
    pub stage: S,
}

/// The document is GraphQL.
#[derive(Debug)]
pub(crate) struct Parsed {
    schema: Schema,
}

/// Everything that is linked is defined.
#[derive(Debug)]
pub(crate) struct Expanded {
    schema: Schema,
    links: Links,
    federation: Federation,
}

/// It may be merged.
#[derive(Debug)]
pub(crate) struct Validated {
    expanded: Expanded,
    facts: Facts,
}

/// What every stage has.
pub(crate) trait Stage {
    /// The definitions.
    fn schema(&self) -> &Schema;
}

impl Stage for Parsed {
    fn schema(&self) -> &Schema {
        &self.schema
    }
}

impl Stage for Expanded {
    fn schema(&self) -> &Schema {
        &self.schema
    }
}

impl Stage for Validated {
    fn schema(&self) -> &Schema {
        &self.expanded.schema
    }
}

impl<S: Stage> Subgraph<S> {
    /// The definitions.
    pub(crate) fn schema(&self) -> &Schema {
        self.stage.schema()
    }

    /// Where `span` is, for a person; none for what no document says.
    pub(crate) fn location(&self, span: Option<SourceSpan>, label: impl Into<String>) -> Option<Location> {
        let range = span?.line_column_range(&self.schema().sources)?;
        let length = if range.start.line == range.end.line {
            range.end.column.saturating_sub(range.start.column)
        } else {
            // The rest of the first line says enough.
            let source = self.schema().sources.get(&span?.file_id())?;
            let line = source.source_text().lines().nth(range.start.line - 1)?;
            line.trim_end().chars().count().saturating_sub(range.start.column - 1)
        };
        Some(Location {
            subgraph: Some(self.name.clone()),
            file: self.file.clone(),
            line: range.start.line,
            column: range.start.column,
            length: length.max(1),
            label: label.into(),
        })
    }

    /// The place of what is about the whole document.
    pub(crate) fn start(&self) -> Location {
        crate::start(&self.name, &self.file)
    }

    fn advance<T>(self, stage: impl FnOnce(S) -> T) -> Subgraph<T> {
        Subgraph { name: self.name, url: self.url, file: self.file, stage: stage(self.stage) }
    }
}

impl Subgraph<Expanded> {
    /// How it calls federation's directives.
    pub(crate) fn federation(&self) -> &Federation {
        &self.stage.federation
    }

    /// Says that it keeps the rules.
    pub(crate) fn validated(self, schema: Schema, facts: Facts) -> Subgraph<Validated> {
        self.advance(|stage| Validated { expanded: Expanded { schema, ..stage }, facts })
    }
}

impl Subgraph<Validated> {
    /// What it links.
    pub(crate) fn links(&self) -> &Links {
        &self.stage.expanded.links
    }

    /// How it calls federation's directives.
    pub(crate) fn federation(&self) -> &Federation {
        &self.stage.expanded.federation
    }

    /// What it says of its fields.
    pub(crate) fn facts(&self) -> &Facts {
        &self.stage.facts
    }
}

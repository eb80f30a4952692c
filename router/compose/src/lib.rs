//! Composition for a federated graph: subgraph SDLs in, a supergraph, an API schema and diagnostics out.
//!
//! It owns the rules by which several schemas become one, those of Apollo Federation 2: what a subgraph may say
//! (`subgraph`, `validate`), what the subgraphs say together (`merge`), how that is written down for a router
//! (`supergraph`, the join specification), and that everything can be answered (`satisfiability`, on the graph that planning
//! walks).
//!
//! Architecture invariant: pure and synchronous. No I/O, no clock, nothing of what executes queries, and no word of what any
//! graph is about. The same subgraphs give the same bytes, in whatever order they come. No input makes it
//! panic: documents and field sets are limited in depth and size when they are parsed, and everything else walks what was
//! parsed.
//!
//! Start reading at [`compose`], whose phases are on one screen.

mod diagnostic;
mod executable;
mod field_set;
mod inaccessible;
mod merge;
mod print;
mod satisfiability;
mod subgraph;
mod supergraph;
mod validate;

use std::fmt;

pub use diagnostic::{Code, Diagnostic, Location, Severity};

use federation_report::Source;

use diagnostic::Report;
use merge::Merge;
use subgraph::{Parsed, Subgraph, Validated};

/// A subgraph as it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubgraphInput {
    /// What the graph calls it; unique.
    pub name: String,
    /// Where it answers.
    pub url: String,
    /// The document's file, as diagnostics show it.
    pub file: String,
    /// The document.
    pub sdl: String,
}

impl SubgraphInput {
    /// The document, to show lines of.
    pub fn source(&self) -> Source<'_> {
        Source { file: &self.file, text: &self.sdl }
    }

    /// The place of what is about the whole document.
    pub(crate) fn start(&self) -> Location {
        start(&self.name, &self.file)
    }
}

/// Where a document begins.
fn start(subgraph: &str, file: &str) -> Location {
    let (subgraph, file) = (Some(subgraph.to_owned()), file.to_owned());
    Location { subgraph, file, line: 1, column: 1, length: 1, label: String::new() }
}

/// What the subgraphs are together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composition {
    /// The supergraph as SDL: for routers. <https://specs.apollo.dev/join/v0.3/>
    pub supergraph: String,
    /// The API schema as SDL: for clients.
    pub api: String,
    /// What is not wrong, but may not be meant.
    pub hints: Vec<Diagnostic>,
}

/// Why the subgraphs are nothing together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompositionFailure {
    /// Everything that is wrong, as far as could be seen: a phase that fails keeps the next ones from looking.
    pub errors: Vec<Diagnostic>,
    /// What is not wrong, but may not be meant.
    pub hints: Vec<Diagnostic>,
}

impl fmt::Display for CompositionFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the subgraphs do not compose")?;
        self.errors.iter().try_for_each(|error| write!(formatter, "\n{error}"))
    }
}

impl std::error::Error for CompositionFailure {}

/// Composes subgraphs, in whatever order.
pub fn compose(subgraphs: &[SubgraphInput]) -> Result<Composition, CompositionFailure> {
    let mut report = Report::default();
    let composed = run(subgraphs, &mut report);
    let (errors, hints) = report.finish();
    match composed {
        Some((supergraph, api)) if errors.is_empty() => Ok(Composition { supergraph, api, hints }),
        _ => Err(CompositionFailure { errors, hints }),
    }
}

/// What clients see of a supergraph: its API schema as SDL. For a supergraph that composition wrote; the error is the
/// compiler's word on one that is no schema.
pub fn api_schema(supergraph: &str) -> Result<String, ApiSchemaError> {
    let schema = apollo_compiler::Schema::parse(supergraph, "supergraph.graphql");
    let schema = schema.map_err(|errors| ApiSchemaError(errors.errors.to_string()))?;
    Ok(print::schema(&federation_plan::api_schema(&schema)))
}

/// The supergraph is no schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiSchemaError(String);

impl fmt::Display for ApiSchemaError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the supergraph cannot be read: {}", self.0)
    }
}

impl std::error::Error for ApiSchemaError {}

/// All phases. A phase that finds errors is the last one.
fn run(inputs: &[SubgraphInput], report: &mut Report) -> Option<(String, String)> {
    let mut inputs: Vec<_> = inputs.iter().collect();
    inputs.sort_by(|a, b| (&a.name, &a.file, &a.sdl).cmp(&(&b.name, &b.file, &b.sdl)));
    validate::check_names(&inputs, report);
    let mut subgraphs: Vec<_> = inputs.iter().filter_map(|input| prepare(input, report)).collect();
    if report.errors() > 0 {
        return None;
    }
    subgraph::upgrade(&mut subgraphs);
    let merged = Merge::run(&subgraphs, report);
    if report.errors() > 0 {
        return None;
    }
    let supergraph = supergraph::assemble(merged, &subgraphs);
    inaccessible::check(&supergraph, &|coordinate| subgraph::locate(&subgraphs, coordinate), report);
    if report.errors() > 0 {
        return None;
    }
    let api = federation_plan::api_schema(&supergraph);
    let printed = (print::schema(&supergraph), print::schema(&api));
    let supergraph = validate::check_merged(supergraph, &subgraphs, report);
    let api = validate::check_merged(api, &subgraphs, report);
    satisfiability::check(supergraph?, api?, &subgraphs, report);
    Some(printed)
}

/// One subgraph through the phases that need no other.
fn prepare(input: &SubgraphInput, report: &mut Report) -> Option<Subgraph<Validated>> {
    Subgraph::<Parsed>::parse(input, report)?.expand(report)?.validate(report)
}

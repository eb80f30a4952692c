//! From text to definitions.

use apollo_compiler::{
    Schema,
    diagnostic::ToCliReport as _,
    parser::Parser,
    schema::SchemaBuilder,
    validation::{DiagnosticList, WithErrors},
};

use super::{Parsed, Stage, Subgraph, coordinate_of};
use crate::{
    SubgraphInput,
    diagnostic::{Code, Diagnostic, Report},
};

/// How deeply a document may be nested. Nothing sensible comes near it, and a thread's stack holds far more.
const MAX_DEPTH: usize = 200;

/// How many tokens a document may have: about a hundred times a large subgraph.
const MAX_TOKENS: usize = 5_000_000;

impl Subgraph<Parsed> {
    /// Reads a document. Extensions of types that it does not define are taken for definitions: they often are, of a part
    /// of a type whose rest is elsewhere.
    pub(crate) fn parse(input: &SubgraphInput, report: &mut Report) -> Option<Self> {
        let mut builder = SchemaBuilder::new().adopt_orphan_extensions().ignore_builtin_redefinitions();
        let mut parser = Parser::new().recursion_limit(MAX_DEPTH).token_limit(MAX_TOKENS);
        parser.parse_into_schema_builder(input.sdl.as_str(), &input.file, &mut builder);
        let (schema, errors) = match builder.build() {
            Ok(schema) => (schema, None),
            Err(WithErrors { partial, errors }) => (partial, Some(errors)),
        };
        let subgraph = Self {
            name: input.name.clone(),
            url: input.url.clone(),
            file: input.file.clone(),
            stage: Parsed { schema },
        };
        match errors {
            None => Some(subgraph),
            Some(errors) => {
                subgraph.report_graphql(&errors, report);
                None
            }
        }
    }
}

impl<S: Stage> Subgraph<S> {
    /// Takes down what the compiler says of the document.
    pub(crate) fn report_graphql(&self, errors: &DiagnosticList, report: &mut Report) {
        for error in errors.iter() {
            let message = format!("subgraph `{}` is not valid GraphQL: {}", self.name, error.error);
            let span = error.error.location();
            let mut diagnostic = Diagnostic::error(Code::InvalidGraphql, message);
            diagnostic.coordinate = coordinate_of(self.schema(), span);
            let place = self.location(span, String::new());
            report.push(diagnostic.at([place.unwrap_or_else(|| self.start())]));
        }
    }
}

/// A document of the crate's own, which is known to be right.
pub(crate) fn own(sdl: &str) -> Schema {
    match Schema::builder().adopt_orphan_extensions().parse(sdl, "federation.graphql").build() {
        Ok(schema) => schema,
        Err(WithErrors { partial, .. }) => partial,
    }
}

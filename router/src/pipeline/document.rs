//! From text to a document that is valid for what clients see.

use apollo_compiler::{ExecutableDocument, Schema, parser::Parser, validation::Valid};

use super::{Code, Refusal};
use crate::config::Limits;

/// What errors call the document.
const NAME: &str = "document.graphql";

/// Parses and validates `text`. Too many tokens, or too deep, is a syntax error like any other.
pub(super) fn parse(api: &Valid<Schema>, limits: &Limits, text: String) -> Result<Valid<ExecutableDocument>, Refusal> {
    let mut parser = Parser::new().token_limit(limits.tokens.get()).recursion_limit(limits.recursion.get());
    let document =
        parser.parse_ast(text, NAME).map_err(|failed| Refusal::of_diagnostics(Code::ParseFailed, &failed.errors))?;
    document
        .to_executable_validate(api)
        .map_err(|failed| Refusal::of_diagnostics(Code::ValidationFailed, &failed.errors))
}

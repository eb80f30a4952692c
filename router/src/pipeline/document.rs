//! From text to a document that is valid for what clients see.

use apollo_compiler::{ExecutableDocument, Schema, parser::Parser, validation::Valid};
use apollo_parser::{Lexer, TokenKind};

use super::{Code, Refusal};
use crate::config::Limits;

/// What errors call the document.
const NAME: &str = "document.graphql";

/// Parses and validates `text`. Too many tokens, or too deep, is a syntax error like any other.
///
/// The parser's own limit also counts what is between tokens, so that the same document would pass or not by how it is
/// laid out.
pub(super) fn parse(api: &Valid<Schema>, limits: &Limits, text: String) -> Result<Valid<ExecutableDocument>, Refusal> {
    if has_more_tokens(&text, limits.tokens.get()) {
        let message = format!("the document has more than {} tokens", limits.tokens);
        return Err(Refusal::new(Code::ParseFailed, message));
    }
    let mut parser = Parser::new().recursion_limit(limits.recursion.get());
    let document =
        parser.parse_ast(text, NAME).map_err(|failed| Refusal::of_diagnostics(Code::ParseFailed, &failed.errors))?;
    document
        .to_executable_validate(api)
        .map_err(|failed| Refusal::of_diagnostics(Code::ValidationFailed, &failed.errors))
}

/// Whether there are more than `most`. What is no token counts as one, since it costs as much.
fn has_more_tokens(text: &str, most: usize) -> bool {
    let is_between =
        |kind| matches!(kind, TokenKind::Whitespace | TokenKind::Comment | TokenKind::Comma | TokenKind::Eof);
    let tokens = Lexer::new(text).filter(|token| token.as_ref().map_or(true, |token| !is_between(token.kind())));
    tokens.take(most.saturating_add(1)).count() > most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_between_tokens_does_not_count() {
        assert!(!has_more_tokens("{ a, , b # comment\n\r\t }", 4));
        assert!(has_more_tokens("{a b}", 3));
        assert!(has_more_tokens("? ? ?", 2));
        assert!(!has_more_tokens("", 0));
    }
}

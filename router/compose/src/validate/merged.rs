//! GraphQL's own rules, of what was merged. What each subgraph keeps may not hold together: an argument that is left out
//! may be one that an interface wants.

use apollo_compiler::{
    Schema,
    diagnostic::ToCliReport as _,
    parser::SourceSpan,
    validation::{Valid, WithErrors},
};

use crate::{
    diagnostic::{Code, Diagnostic, Report},
    subgraph::{Subgraph, Validated, coordinate_of, locate, locate_span},
};

/// Lets the compiler check a merged schema.
pub(crate) fn check(schema: Schema, subgraphs: &[Subgraph<Validated>], report: &mut Report) -> Option<Valid<Schema>> {
    match schema.validate() {
        Ok(valid) => Some(valid),
        Err(WithErrors { errors, .. }) => {
            for error in errors.iter() {
                let message = format!("the subgraphs are not valid GraphQL together: {}", error.error);
                report.push(located(message, error.error.location(), subgraphs));
            }
            None
        }
    }
}

/// What was merged has no place of its own: where it does not say one, the first element counts that the message names.
fn located(message: String, span: Option<SourceSpan>, subgraphs: &[Subgraph<Validated>]) -> Diagnostic {
    let coordinate = subgraphs.iter().find_map(|subgraph| coordinate_of(subgraph.schema(), span));
    if let (Some(coordinate), Some(place)) = (coordinate, locate_span(subgraphs, span)) {
        return Diagnostic::error(Code::InvalidGraphql, message).on(coordinate).at([place]);
    }
    let named = message.split('`').skip(1).step_by(2).map(|name| (name.to_owned(), locate(subgraphs, name)));
    let found = named.into_iter().find(|(_, places)| !places.is_empty());
    let diagnostic = Diagnostic::error(Code::InvalidGraphql, message.clone());
    match found {
        Some((coordinate, places)) => diagnostic.on(coordinate).at(places),
        None => diagnostic.at(subgraphs.iter().map(Subgraph::start)),
    }
}

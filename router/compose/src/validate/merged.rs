//! GraphQL's own rules, of what was merged. What each subgraph keeps may not hold together: an argument that is left out
//! may be one that an interface wants.

use apollo_compiler::{
    Schema,
    diagnostic::ToCliReport as _,
    validation::{Valid, WithErrors},
};

use crate::{
    diagnostic::{Code, Diagnostic, Report},
    subgraph::{Subgraph, Validated, locate_span},
};

/// Lets the compiler check a merged schema.
pub(crate) fn check(schema: Schema, subgraphs: &[Subgraph<Validated>], report: &mut Report) -> Option<Valid<Schema>> {
    match schema.validate() {
        Ok(valid) => Some(valid),
        Err(WithErrors { errors, .. }) => {
            for error in errors.iter() {
                let message = format!("the subgraphs are not valid GraphQL together: {}", error.error);
                let place = locate_span(subgraphs, error.error.location());
                report.push(Diagnostic::error(Code::InvalidGraphql, message).at(place));
            }
            None
        }
    }
}

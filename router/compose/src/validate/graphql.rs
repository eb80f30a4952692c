//! GraphQL's own rules. <https://spec.graphql.org/draft/#sec-Type-System>

use apollo_compiler::{Schema, validation::WithErrors};

use crate::{
    diagnostic::Report,
    subgraph::{Expanded, Subgraph},
};

impl Subgraph<Expanded> {
    /// Lets the compiler check the definitions.
    pub(super) fn check_graphql(&self, report: &mut Report) -> Option<Schema> {
        match self.schema().clone().validate() {
            Ok(schema) => Some(schema.into_inner()),
            Err(WithErrors { errors, .. }) => {
                self.report_graphql(&errors, report);
                None
            }
        }
    }
}

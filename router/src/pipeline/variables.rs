//! The values of variables, as the operation declares them (GraphQL, section 6.1.2).

use apollo_compiler::{request::coerce_variable_values, response::JsonMap, validation::Valid};

use super::{Code, Operation, Refusal, Schema};

impl Operation {
    /// Checks `values` against the declarations, fills in defaults, and drops what is not declared.
    pub(super) fn coerce(&self, schema: &Schema, values: &JsonMap) -> Result<Valid<JsonMap>, Refusal> {
        coerce_variable_values(schema.api(), self.definition(), values)
            .map_err(|error| Refusal::of_request_error(Code::BadUserInput, &error, &self.document().sources))
    }
}

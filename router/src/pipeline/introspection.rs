//! Questions about the schema itself: answered from what clients see of it, without any subgraph.

use std::borrow::Cow;

use apollo_compiler::{
    ExecutableDocument, executable,
    introspection::{check_max_depth, partial_execute},
    response::JsonMap,
    validation::Valid,
};

use super::{Code, Operation, Refusal, Schema};

/// What an operation asks about the schema.
pub(super) enum Introspection {
    /// Nothing.
    None,
    /// Something whose answer no variable decides.
    Known { answer: JsonMap, size: usize },
    /// Something that depends on variables.
    Asked,
}

impl Introspection {
    /// What `operation` asks, if it may. It may not everywhere; nor without end, since types refer to each other in circles,
    /// so that the answer would grow with every level.
    pub(super) fn new(
        schema: &Schema,
        document: &Valid<ExecutableDocument>,
        operation: &executable::Operation,
    ) -> Result<Self, Refusal> {
        let mut fields = operation.root_fields(document);
        if !fields.any(|field| matches!(field.name.as_str(), "__schema" | "__type")) {
            return Ok(Self::None);
        }
        if !schema.allows_introspection() {
            return Err(Refusal::new(Code::IntrospectionDisabled, "introspection is switched off here"));
        }
        check_max_depth(document, operation)
            .map_err(|error| Refusal::of_request_error(Code::TooComplex, &error, &document.sources))?;
        if !operation.variables.is_empty() {
            return Ok(Self::Asked);
        }
        let answer = ask(schema, document, operation, &Valid::assume_valid(JsonMap::new()))?;
        // A tree of values takes a few times what its text does.
        let size = serde_json::to_vec(&answer).map_or(0, |text| text.len() * 4);
        Ok(Self::Known { answer, size })
    }

    /// What it takes in memory, about, in bytes.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::None | Self::Asked => 0,
            Self::Known { size, .. } => *size,
        }
    }
}

impl Operation {
    /// The answer to what it asks about the schema, by response key.
    pub(super) fn introspect(
        &self,
        schema: &Schema,
        variables: &Valid<JsonMap>,
    ) -> Result<Option<Cow<'_, JsonMap>>, Refusal> {
        match self.introspection() {
            Introspection::None => Ok(None),
            Introspection::Known { answer, .. } => Ok(Some(Cow::Borrowed(answer))),
            Introspection::Asked => {
                ask(schema, self.document(), self.definition(), variables).map(|answer| Some(Cow::Owned(answer)))
            }
        }
    }
}

fn ask(
    schema: &Schema,
    document: &Valid<ExecutableDocument>,
    operation: &executable::Operation,
    variables: &Valid<JsonMap>,
) -> Result<JsonMap, Refusal> {
    partial_execute(schema.api(), schema.implementers(), document, operation, variables)
        .map_err(|error| Refusal::of_request_error(Code::BadUserInput, &error, &document.sources))?
        .data
        .ok_or_else(|| Refusal::new(Code::Internal, "the schema could not be described"))
}

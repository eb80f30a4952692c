//! An operation that is ready to run: everything that depends on nothing but its document.

use apollo_compiler::{ExecutableDocument, Node, executable, validation::Valid};
use federation_execute::Program;
use federation_plan::{Labels, OperationType, PlanError, plan_for};

use super::{Code, Refusal, Schema, document, introspection::Introspection};

/// An operation, planned and compiled.
pub struct Operation {
    document: Valid<ExecutableDocument>,
    definition: Node<executable::Operation>,
    program: Program,
    introspection: Introspection,
}

impl Operation {
    /// Parses, validates, selects, plans, compiles.
    pub(super) fn new(schema: &Schema, text: String, name: Option<&str>, labels: &Labels) -> Result<Self, Refusal> {
        let document = document::parse(schema.api(), schema.limits(), text)?;
        let definition = document
            .operations
            .get(name)
            .map_err(|error| Refusal::of_request_error(Code::OperationNotFound, &error, &document.sources))?
            .clone();
        if definition.operation_type == OperationType::Subscription {
            return Err(Refusal::new(Code::Unsupported, "subscriptions are not supported"));
        }
        let introspection = Introspection::new(schema, &document, &definition)?;
        let plan = plan_for(schema.supergraph(), &document, name, labels).map_err(|error| unplanned(&error))?;
        let program = Program::compile(&plan, schema.subgraph_names(), schema.supergraph().object_types())
            .map_err(|error| Refusal::new(Code::TooComplex, error.to_string()))?;
        Ok(Self { document, definition, program, introspection })
    }

    /// Query or mutation.
    #[must_use]
    pub fn kind(&self) -> OperationType {
        self.definition.operation_type
    }

    /// Its name, if it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.definition.name.as_deref()
    }

    pub(super) fn program(&self) -> &Program {
        &self.program
    }

    pub(super) fn document(&self) -> &Valid<ExecutableDocument> {
        &self.document
    }

    pub(super) fn definition(&self) -> &executable::Operation {
        &self.definition
    }

    pub(super) fn introspection(&self) -> &Introspection {
        &self.introspection
    }

    /// A request that may not change anything may not be a mutation.
    pub(super) fn may_run(&self, may_write: bool) -> Result<(), Refusal> {
        if may_write || self.kind() == OperationType::Query {
            Ok(())
        } else {
            Err(Refusal::new(Code::MethodNotAllowed, "mutations are sent by POST"))
        }
    }

    /// What it takes in memory, about, in bytes. A document takes some ten times what its text does.
    pub(super) fn size(&self) -> usize {
        let text: usize = self.document.sources.values().map(|source| source.source_text().len()).sum();
        text * 10 + self.program.size() + self.introspection.size()
    }
}

fn unplanned(error: &PlanError) -> Refusal {
    match error {
        PlanError::TooComplex => Refusal::new(Code::TooComplex, error.to_string()),
        PlanError::Operation(_) => Refusal::new(Code::OperationNotFound, error.to_string()),
        PlanError::Unreachable { .. } => {
            tracing::error!(%error, "the supergraph has a field that no plan reaches");
            Refusal::new(Code::Internal, error.to_string())
        }
    }
}

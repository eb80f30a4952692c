//! The root types.

use apollo_compiler::ast::OperationType;

use super::Merge;
use crate::diagnostic::{Code, Diagnostic};

impl Merge<'_> {
    /// Names the root types. Roots have their usual names already.
    pub(super) fn roots(&mut self) {
        let exists = |operation: OperationType| {
            let name = operation.default_type_name();
            self.merged.types.contains_key(&name).then(|| name.into())
        };
        let query = exists(OperationType::Query);
        let mutation = exists(OperationType::Mutation);
        let subscription = exists(OperationType::Subscription);
        if query.is_none() {
            self.report(
                Diagnostic::error(Code::NoQueries, "no subgraph has a field in its `Query`")
                    .on("Query")
                    .at(self.subgraphs.iter().map(crate::subgraph::Subgraph::start))
                    .help("a graph needs at least one query"),
            );
        }
        let applied = self.applied_on_schema();
        let definition = self.merged.schema_definition.make_mut();
        definition.directives.0.extend(applied);
        definition.query = query;
        definition.mutation = mutation;
        definition.subscription = subscription;
    }
}

//! Whether what clients see can be answered: asked of the graph that planning walks.

use apollo_compiler::{Schema, validation::Valid};
use federation_plan::{
    Supergraph,
    satisfiability::{self, RuntimeTypes, Unsatisfiable},
};

use crate::{
    diagnostic::{Code, Diagnostic, Report},
    subgraph::{Subgraph, Validated, locate},
};

/// How much may be done to find out: seconds, at most.
const STEPS: usize = 50_000_000;

/// Checks every path of the API schema.
pub(crate) fn check(
    supergraph: Valid<Schema>,
    api: Valid<Schema>,
    subgraphs: &[Subgraph<Validated>],
    report: &mut Report,
) {
    let graph = match Supergraph::new(supergraph, api) {
        Ok(graph) => graph,
        Err(error) => {
            let message = format!("the subgraphs cannot be planned on together: {error}");
            return report.push(Diagnostic::error(Code::InvalidGraphql, message));
        }
    };
    match satisfiability::check(&graph, STEPS) {
        Ok(found) => {
            for one in found.unsatisfiable {
                report.push(unsatisfiable(one, subgraphs));
            }
            for one in found.runtime_types {
                report.push(runtime_types(one, subgraphs));
            }
        }
        Err(error) => report.push(
            Diagnostic::error(Code::MaxValidationSubgraphPathsExceeded, error.to_string())
                .on(graph.api().schema_definition.query.as_ref().map_or("Query", |root| root.name.as_str()))
                .help("fewer subgraphs that share the same types have fewer ways between them"),
        ),
    }
}

fn unsatisfiable(found: Unsatisfiable, subgraphs: &[Subgraph<Validated>]) -> Diagnostic {
    let Unsatisfiable { coordinate, operation, reasons } = found;
    let mut message = format!("no subgraph can resolve `{coordinate}` where `{operation}` asks for it");
    for reason in reasons {
        message.push_str("\n- ");
        message.push_str(&reason);
    }
    let places = locate(subgraphs, &coordinate);
    Diagnostic::error(Code::SatisfiabilityError, message).on(coordinate).at(places)
}

fn runtime_types(found: RuntimeTypes, subgraphs: &[Subgraph<Validated>]) -> Diagnostic {
    let RuntimeTypes { coordinate, operation, types, is_disjoint } = found;
    let types = types.iter().map(|(subgraph, objects)| {
        let objects = objects.iter().map(|object| format!("`{object}`")).collect::<Vec<_>>().join(", ");
        format!("\n- in subgraph `{subgraph}`: {}", if objects.is_empty() { "none" } else { &objects })
    });
    let types: String = types.collect();
    let places = locate(subgraphs, &coordinate);
    let diagnostic = if is_disjoint {
        let message = format!(
            "`{coordinate}`, shared where `{operation}` asks for it, returns objects of other types in each subgraph{types}"
        );
        Diagnostic::error(Code::ShareableHasMismatchedRuntimeTypes, message)
            .help("a shared field must return the same object wherever it is resolved")
    } else {
        let message = format!(
            "`{coordinate}`, shared where `{operation}` asks for it, does not return objects of the same types in each subgraph{types}"
        );
        Diagnostic::hint(Code::InconsistentRuntimeTypesForShareableReturn, message)
            .help("a shared field should only return objects whose types all of its subgraphs know")
    };
    diagnostic.on(coordinate).at(places)
}

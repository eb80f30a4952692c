//! `router plan`.

use std::path::PathBuf;

use apollo_compiler::ExecutableDocument;
use clap::Args;
use federation_plan::{PlanError, Supergraph, plan};

use super::{Exit, Failure, print, read};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The supergraph's file, as `router compose` writes it.
    #[arg(long, value_name = "FILE")]
    supergraph: PathBuf,
    /// The file with the operation.
    #[arg(value_name = "OPERATION_FILE")]
    document: PathBuf,
    /// Which operation, if the file has several.
    #[arg(long, value_name = "NAME")]
    operation: Option<String>,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let supergraph = Supergraph::parse(&read(&options.supergraph)?)
        .map_err(|error| Failure::usage(format!("{}: {error}", options.supergraph.display())))?;
    let text = read(&options.document)?;
    let document = ExecutableDocument::parse_and_validate(supergraph.api(), text, &options.document)
        .map_err(|failed| Failure::new(Exit::Findings, failed.errors.to_string()))?;
    let planned = plan(&supergraph, &document, options.operation.as_deref());
    let plan = planned.map_err(|error| match error {
        PlanError::Operation(message) => {
            let names: Vec<_> = document.operations.iter().filter_map(|operation| operation.name.as_deref()).collect();
            Failure::usage(format!("{message}; --operation chooses one of: {}", names.join(", ")))
        }
        error => Failure::new(Exit::Findings, error.to_string()),
    })?;
    print(&plan.display(&supergraph).to_string())
}

//! Schemas to compare, out of files.

use std::path::Path;

use federation_check::{Document, Version};
use federation_compose::{Composition, CompositionFailure, Diagnostic, SubgraphInput, api_schema, compose};
use federation_plan::NodePrefixes;

use super::{
    Exit, Failure,
    findings::{Format, tell},
    read, supergraph_yaml,
    tree::{Reference, Tree},
};

/// The schema in a file: a supergraph's API schema, or, if it is none, the schema as it is.
pub(super) fn written(tree: &Tree, path: &Path) -> Result<Version, Failure> {
    let text = tree.read(path).map_err(Failure::usage)?;
    let file = tree.name(path);
    let wrong = |error: &dyn std::error::Error| Failure::usage(format!("{file} is no schema:\n{error}"));
    let document = |text| Document { subgraph: None, file: file.clone(), text };
    if text.contains("enum join__Graph") {
        let api = api_schema(&text).map_err(|error| wrong(&error))?;
        Version::composed(&api, vec![document(text)]).map_err(|error| wrong(&error))
    } else {
        Version::written(document(text)).map_err(|error| wrong(&error))
    }
}

/// A supergraph as it is written, with all that says which subgraph has what; or a schema that is none.
pub(super) fn supergraph(path: &Path) -> Result<Version, Failure> {
    let (file, text) = (path.display().to_string(), read(path)?);
    let version = Version::written(Document { subgraph: None, file: file.clone(), text });
    version.map_err(|error| Failure::usage(format!("{file} is no schema:\n{error}")))
}

/// The schema that a command was given by name.
pub(super) fn referenced(reference: &Reference) -> Result<Version, Failure> {
    match reference {
        Reference::File(path) => written(&Tree::Working, path),
        Reference::Committed { revision, path } => {
            written(&Tree::commit(revision, path).map_err(Failure::usage)?, path)
        }
        Reference::Revision(revision) => {
            Err(Failure::usage(format!("git:{revision} names no file: git:{revision}:PATH does")))
        }
    }
}

/// What clients see of what a supergraph.yaml composes to, as it is here. What keeps it from that is told.
pub(super) fn composed_here(config: &Path, format: Format, title: &str) -> Result<Version, Failure> {
    let (composition, subgraphs) = composition(config, format, title)?;
    version(&composition.api, subgraphs)
}

/// The supergraph itself, in the same way.
pub(super) fn supergraph_here(config: &Path, format: Format, title: &str) -> Result<Version, Failure> {
    let (composition, subgraphs) = composition(config, format, title)?;
    version(&composition.supergraph, subgraphs)
}

fn composition(config: &Path, format: Format, title: &str) -> Result<(Composition, Vec<SubgraphInput>), Failure> {
    let subgraphs = supergraph_yaml::subgraphs(&Tree::Working, config)?;
    match compose(&subgraphs) {
        Ok(composition) => Ok((composition, subgraphs)),
        Err(CompositionFailure { errors, .. }) => {
            let errors = errors.into_iter().map(Diagnostic::erase).collect();
            let sources: Vec<_> = subgraphs.iter().map(SubgraphInput::source).collect();
            tell(format, title, errors, &sources)?;
            Err(Failure::new(Exit::Composition, "the subgraphs do not compose"))
        }
    }
}

/// What it composed to in a commit.
pub(super) fn composed_in(tree: &Tree, config: &Path) -> Result<Version, Failure> {
    let subgraphs = supergraph_yaml::subgraphs(tree, config)?;
    match compose(&subgraphs) {
        Ok(composition) => version(&composition.api, subgraphs),
        Err(failure) => Err(Failure::usage(format!(
            "{}: {failure}\nthere is nothing to compare with: choose another revision, or --against FILE",
            tree.name(config)
        ))),
    }
}

fn version(sdl: &str, subgraphs: Vec<SubgraphInput>) -> Result<Version, Failure> {
    // The virtual subgraph is written nowhere.
    let written = subgraphs.into_iter().filter(|subgraph| subgraph.name != NodePrefixes::SUBGRAPH);
    let document =
        |subgraph: SubgraphInput| Document { subgraph: Some(subgraph.name), file: subgraph.file, text: subgraph.sdl };
    let version = Version::composed(sdl, written.map(document).collect());
    version.map_err(|error| Failure::new(Exit::Bug, format!("what was composed is no schema:\n{error}")))
}

//! Graphs to try.

use std::{
    fs,
    path::{Path, PathBuf},
};

use apollo_compiler::{Schema, validation::Valid};
use federation_compose::{SubgraphInput, compose};
use federation_plan::{Supergraph, SupergraphError};
use serde::Deserialize;

use crate::{random, subgraph::Subgraph, world::Shapes};

/// A graph that composes.
pub struct Graph {
    pub name: String,
    pub supergraph: Supergraph,
    /// As the supergraph numbers them.
    pub subgraphs: Vec<Subgraph>,
    pub shapes: Shapes,
    /// Operations that are always asked.
    pub operations: Vec<String>,
}

/// Why a graph is not tried.
pub enum Skipped {
    /// It is wrong, which is not the matter here.
    DoesNotCompose(String),
    /// Planning does not know something that it uses.
    Unsupported(String),
}

/// Subgraphs before they are composed.
pub struct Source {
    pub name: String,
    inputs: Vec<SubgraphInput>,
    operations: Vec<String>,
}

impl Graph {
    /// Composes a graph.
    pub fn compose(source: &Source) -> Result<Self, Skipped> {
        let composition = compose(&source.inputs).map_err(|failure| Skipped::DoesNotCompose(failure.to_string()))?;
        let supergraph = match Supergraph::parse(&composition.supergraph) {
            Ok(supergraph) => supergraph,
            Err(error @ SupergraphError::Unsupported { .. }) => return Err(Skipped::Unsupported(error.to_string())),
            Err(error) => panic!("{}: {error}", source.name),
        };
        let read = |name: &str| {
            let input = source.inputs.iter().find(|input| input.name == name).expect("a subgraph of the supergraph");
            Subgraph::read(&input.name, &input.sdl).unwrap_or_else(|error| panic!("{}: {name}: {error}", source.name))
        };
        let mut subgraphs: Vec<_> = supergraph.subgraphs().iter().map(|subgraph| read(&subgraph.name)).collect();
        let moved: Vec<_> = subgraphs.iter().flat_map(Subgraph::moved_here).collect();
        subgraphs.iter_mut().for_each(|subgraph| subgraph.note(&moved));
        let shapes = Shapes::of(supergraph.api(), &subgraphs);
        let operations = source.operations.clone();
        Ok(Self { name: source.name.clone(), supergraph, subgraphs, shapes, operations })
    }

    pub fn api(&self) -> &Valid<Schema> {
        self.supergraph.api()
    }
}

impl Source {
    /// A folder of `<subgraph>.graphql`, beside which there may be what comes out of them, and operations.
    pub fn folder(folder: &Path) -> Self {
        const OUTPUTS: [&str; 2] = ["supergraph.graphql", "api.graphql"];
        let is_input = |path: &PathBuf| !OUTPUTS.iter().any(|output| path.ends_with(output));
        let inputs = documents(folder).into_iter().filter(is_input);
        let operations = documents(&folder.join("operations"));
        Self {
            name: folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            inputs: inputs.map(|path| input(&stem(&path), &fs::read_to_string(&path).unwrap())).collect(),
            operations: operations.into_iter().map(|path| fs::read_to_string(path).unwrap()).collect(),
        }
    }

    /// All folders in a folder.
    pub fn folders(folder: &Path) -> Vec<Self> {
        let mut folders: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        folders.sort();
        folders.iter().filter(|path| path.is_dir()).map(|path| Self::folder(path)).collect()
    }

    /// A random graph.
    pub fn random(seed: u64) -> Self {
        let inputs = random::graph(seed).iter().map(|(name, sdl)| input(name, sdl)).collect();
        Self { name: format!("random graph {seed}"), inputs, operations: Vec::new() }
    }

    /// The cases of a file.
    pub fn cases(file: &Path) -> Vec<Self> {
        #[derive(Deserialize)]
        struct Case {
            id: String,
            subgraphs: Vec<CaseSubgraph>,
        }
        #[derive(Deserialize)]
        struct CaseSubgraph {
            name: String,
            sdl: String,
        }
        let cases: Vec<Case> = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let source = |case: Case| Self {
            name: case.id,
            inputs: case.subgraphs.iter().map(|subgraph| input(&subgraph.name, &subgraph.sdl)).collect(),
            operations: Vec::new(),
        };
        cases.into_iter().map(source).collect()
    }
}

fn documents(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "graphql"));
    paths.sort();
    paths
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn input(name: &str, sdl: &str) -> SubgraphInput {
    SubgraphInput {
        name: name.to_owned(),
        url: format!("http://{name}.test/graphql"),
        file: format!("{name}.graphql"),
        sdl: sdl.to_owned(),
    }
}

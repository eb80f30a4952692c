//! `supergraph.yaml`: which subgraphs there are, in the format of Apollo's `rover supergraph compose`.
//!
//! ```yaml
//! subgraphs:
//!   books:
//!     routing_url: http://127.0.0.1:4001/graphql
//!     schema: { file: ./books.graphql }     # from this file's folder
//! node:                                     # not rover's: Query.node and Query.nodes, by the prefixes of ids
//!   prefixes: { bok: Book }
//! lint:                                     # not rover's: what `router lint` says
//!   rules: { naming: { level: error } }
//! ```

use std::{collections::BTreeMap, path::Path};

use federation_check::LintConfig;
use federation_compose::SubgraphInput;
use federation_plan::NodePrefixes;
use serde::{Deserialize, de::IgnoredAny};

use super::{Failure, say, tree::Tree};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SupergraphYaml {
    /// Which release of Apollo's composition to download: nothing is downloaded here.
    federation_version: Option<IgnoredAny>,
    subgraphs: BTreeMap<String, Subgraph>,
    /// Adds the virtual subgraph `node`.
    node: Option<Node>,
    lint: Option<LintConfig>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Node {
    /// Which type an object is of, by what its id begins with.
    prefixes: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Subgraph {
    routing_url: Option<String>,
    schema: Source,
}

/// Where a subgraph's SDL comes from.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Source {
    File(File),
    /// From elsewhere, in one of the ways that need a network.
    Elsewhere(BTreeMap<String, IgnoredAny>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    file: String,
}

/// The subgraphs that the file at `path` names, each with its SDL, all of them read in `tree`. Everything that is wrong is
/// told at once.
pub(super) fn subgraphs(tree: &Tree, path: &Path) -> Result<Vec<SubgraphInput>, Failure> {
    let at = |message: String| Failure::usage(format!("{}: {message}", tree.name(path)));
    let yaml = parse(tree, path)?;
    if yaml.federation_version.is_some() && matches!(tree, Tree::Working) {
        say(&format!(
            "note: {}: federation_version is ignored: this composition is built in and knows Federation 2 and 1",
            path.display()
        ));
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let (mut inputs, mut mistakes) = (Vec::new(), Vec::new());
    for (name, subgraph) in yaml.subgraphs {
        match input(tree, folder, &name, subgraph) {
            Ok(input) => inputs.push(input),
            Err(mistake) => mistakes.push(format!("subgraph `{name}`: {mistake}")),
        }
    }
    if let Some(node) = yaml.node {
        match virtual_node(node, tree.name(path), &inputs) {
            Ok(input) => inputs.push(input),
            Err(mistake) => mistakes.push(format!("node: {mistake}")),
        }
    }
    if inputs.is_empty() && mistakes.is_empty() {
        mistakes.push("there are no subgraphs".to_owned());
    }
    if mistakes.is_empty() { Ok(inputs) } else { Err(at(mistakes.join("\n"))) }
}

/// How the file at `path` configures lints.
pub(super) fn lint(path: &Path) -> Result<LintConfig, Failure> {
    Ok(parse(&Tree::Working, path)?.lint.unwrap_or_default())
}

fn parse(tree: &Tree, path: &Path) -> Result<SupergraphYaml, Failure> {
    let text = tree.read(path).map_err(Failure::usage)?;
    serde_saphyr::from_str(&text).map_err(|error| Failure::usage(format!("{}: {error}", tree.name(path))))
}

fn input(tree: &Tree, folder: &Path, name: &str, subgraph: Subgraph) -> Result<SubgraphInput, String> {
    let file = match subgraph.schema {
        Source::File(File { file }) => file,
        Source::Elsewhere(keys) => {
            let keys: Vec<_> = keys.into_keys().collect();
            return Err(format!(
                "schema has {}: composition is offline and takes `schema: {{ file: … }}` only",
                if keys.is_empty() { "nothing".to_owned() } else { format!("`{}`", keys.join("`, `")) }
            ));
        }
    };
    let url = subgraph.routing_url.ok_or("routing_url is missing")?;
    let path = folder.join(file.strip_prefix("./").unwrap_or(&file));
    Ok(SubgraphInput { name: name.to_owned(), url, file: tree.name(&path), sdl: tree.read(&path)? })
}

fn virtual_node(node: Node, file: String, beside: &[SubgraphInput]) -> Result<SubgraphInput, String> {
    let prefixes = NodePrefixes::new(node.prefixes).map_err(|error| format!("prefixes: {error}"))?;
    let name = NodePrefixes::SUBGRAPH;
    if beside.iter().any(|subgraph| subgraph.name == name) {
        return Err(format!("a subgraph is called `{name}` already"));
    }
    Ok(SubgraphInput { name: name.to_owned(), url: prefixes.to_string(), file, sdl: prefixes.sdl() })
}

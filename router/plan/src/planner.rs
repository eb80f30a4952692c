//! From an operation to its plan: collect, search, choose, build, assemble.

use apollo_compiler::{ExecutableDocument, executable::Operation, validation::Valid};

use crate::{
    Budget, Fetch, FetchId, Labels, OperationType, Plan, Shape, SubgraphId, Supergraph,
    assemble::assemble,
    budget::Spent,
    build::Builder,
    choose::choose,
    output::output,
    search::Search,
    tree::{self, NodeId, NodeKind, Tree},
};

/// How many selections an operation may have, its fragments expanded.
const SELECTIONS: usize = 20_000;
/// How many steps the search for its plan may take.
const STEPS: usize = 400_000;

/// An operation cannot be planned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The document has no operation of that name, or several and no name was given.
    #[error("{0}")]
    Operation(String),
    /// It would take more work than planning may take.
    #[error("the operation is too complex to be planned")]
    TooComplex,
    /// No subgraph that can be reached from where the field stands resolves it. Composition sees to it that there is no such
    /// field; a supergraph that was not composed here may have one.
    #[error("no subgraph that can be reached from there resolves {coordinate}")]
    Unreachable {
        /// The field's schema coordinate.
        coordinate: String,
    },
}

impl From<Spent> for PlanError {
    fn from(_: Spent) -> Self {
        Self::TooComplex
    }
}

/// Plans an operation of a document that is valid for the supergraph's API, with all labels of `@override` off.
pub fn plan(
    supergraph: &Supergraph,
    document: &Valid<ExecutableDocument>,
    operation_name: Option<&str>,
) -> Result<Plan, PlanError> {
    plan_for(supergraph, document, operation_name, &Labels::default())
}

/// Plans an operation of a document that is valid for the supergraph's API, for requests with these labels on.
pub fn plan_for(
    supergraph: &Supergraph,
    document: &Valid<ExecutableDocument>,
    operation_name: Option<&str>,
    labels: &Labels,
) -> Result<Plan, PlanError> {
    let operation =
        document.operations.get(operation_name).map_err(|error| PlanError::Operation(error.message().to_string()))?;
    let (tree, nodes) = tree::collect(supergraph, document, operation, &Budget::new(SELECTIONS))?;
    let stages = match operation.operation_type {
        OperationType::Mutation => serial(supergraph, labels, &tree, &nodes),
        OperationType::Query | OperationType::Subscription => {
            vec![Stage { subgraphs: supergraph.subgraph_ids().collect(), nodes: nodes.clone() }]
        }
    };
    let mut planner = Planner { supergraph, labels, operation, tree, fetches: Vec::new(), stages: Vec::new() };
    let budget = Budget::new(STEPS);
    for stage in stages {
        planner.stage(&stage, &budget)?;
    }
    planner.finish(&nodes)
}

/// Root fields that are asked for together.
struct Stage {
    subgraphs: Vec<SubgraphId>,
    nodes: Vec<NodeId>,
}

/// Section 6.2.2 of the GraphQL specification: the root fields of a mutation one after the other. Neighbours that one
/// subgraph answers are one request, since it keeps their order too.
fn serial(graph: &Supergraph, labels: &Labels, tree: &Tree, nodes: &[NodeId]) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    let root = &tree.position(Tree::ROOT).ty;
    for id in nodes {
        let NodeKind::Field(field) = &tree.node(*id).kind else { continue };
        let able: Vec<SubgraphId> = graph
            .subgraph_ids()
            .filter(|subgraph| {
                let resolver = graph.resolver(root, &field.name, *subgraph);
                resolver.is_some_and(|resolver| !resolver.is_external && resolver.is_on(labels))
            })
            .collect();
        match stages.last_mut() {
            Some(last) if last.subgraphs.iter().any(|subgraph| able.contains(subgraph)) => {
                last.subgraphs.retain(|subgraph| able.contains(subgraph));
                last.nodes.push(*id);
            }
            _ => stages.push(Stage { subgraphs: able, nodes: vec![*id] }),
        }
    }
    for stage in &mut stages {
        // A mutation happens once: it must not be asked of two subgraphs because both could.
        stage.subgraphs.truncate(1);
    }
    stages
}

struct Planner<'a> {
    supergraph: &'a Supergraph,
    labels: &'a Labels,
    operation: &'a Operation,
    tree: Tree,
    fetches: Vec<Fetch>,
    stages: Vec<Vec<FetchId>>,
}

impl Planner<'_> {
    fn stage(&mut self, stage: &Stage, budget: &Budget) -> Result<(), PlanError> {
        let mut search = Search::new(self.supergraph, self.labels, std::mem::take(&mut self.tree), budget);
        let roots = search.roots(stage.subgraphs.iter().copied())?;
        let choices = search.explore(Tree::ROOT, &stage.nodes, &roots)?;
        let mut builder = Builder::default();
        choose(&search, &choices, &mut builder)?;
        let shared = builder.share(&mut search);
        let before = self.fetches.len();
        self.fetches.extend(assemble(&search, &builder, &shared, self.operation, before));
        self.stages.push((before..self.fetches.len()).map(|id| FetchId(id as u32)).collect());
        self.tree = search.tree;
        Ok(())
    }

    fn finish(self, nodes: &[NodeId]) -> Result<Plan, PlanError> {
        let root = &self.tree.position(Tree::ROOT).ty;
        let root_type = self.supergraph.composite(root).and_then(|ty| ty.object);
        let shapes = self.tree.positions().iter().map(|position| Shape {
            slots: position.slots.iter().map(|slot| slot.response_key.as_ref().map(ToString::to_string)).collect(),
        });
        Ok(Plan {
            kind: self.operation.operation_type,
            root_type: root_type.ok_or_else(|| PlanError::Operation(format!("{root} is no object type")))?,
            operation_name: self.operation.name.as_ref().map(ToString::to_string),
            shapes: shapes.collect(),
            stages: self.stages,
            output: output(self.supergraph, &self.tree, Tree::ROOT, nodes),
            fetches: self.fetches,
        })
    }
}

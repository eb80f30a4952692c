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
    let mut planner = Planner { supergraph, labels, operation, tree, fetches: Vec::new(), stages: Vec::new() };
    let budget = Budget::new(STEPS);
    match operation.operation_type {
        OperationType::Mutation => {
            for stage in planner.serial(&nodes) {
                planner.mutation(&stage, &budget)?;
            }
        }
        OperationType::Query | OperationType::Subscription => {
            let all = Stage { subgraphs: supergraph.subgraph_ids().collect(), nodes: nodes.clone() };
            let planned = planner.stage(&all, &budget)?;
            planner.add(planned);
        }
    }
    planner.finish(&nodes)
}

/// Root fields that are asked for together.
struct Stage {
    subgraphs: Vec<SubgraphId>,
    nodes: Vec<NodeId>,
}

/// What a stage was planned to be: its fetches, and the tree with what they need in it.
type Planned = (Tree, Vec<Fetch>);

struct Planner<'a> {
    supergraph: &'a Supergraph,
    labels: &'a Labels,
    operation: &'a Operation,
    tree: Tree,
    fetches: Vec<Fetch>,
    stages: Vec<Vec<FetchId>>,
}

impl Planner<'_> {
    /// Section 6.2.2 of the GraphQL specification: the root fields of a mutation one after the other. Neighbours that one
    /// subgraph answers are one request, since it keeps their order too.
    fn serial(&self, nodes: &[NodeId]) -> Vec<Stage> {
        let mut stages: Vec<Stage> = Vec::new();
        for id in nodes {
            let Some(able) = self.able(*id) else { continue };
            match stages.last_mut() {
                Some(last) if last.subgraphs.iter().any(|subgraph| able.contains(subgraph)) => {
                    last.subgraphs.retain(|subgraph| able.contains(subgraph));
                    last.nodes.push(*id);
                }
                _ => stages.push(Stage { subgraphs: able, nodes: vec![*id] }),
            }
        }
        stages
    }

    /// The subgraphs that resolve a root field.
    fn able(&self, node: NodeId) -> Option<Vec<SubgraphId>> {
        let NodeKind::Field(field) = &self.tree.node(node).kind else { return None };
        let root = &self.tree.position(Tree::ROOT).ty;
        let is_able = |subgraph: &SubgraphId| {
            let resolver = self.supergraph.resolver(root, &field.name, *subgraph);
            resolver.is_some_and(|resolver| !resolver.is_external && resolver.is_on(self.labels))
        };
        Some(self.supergraph.subgraph_ids().filter(is_able).collect())
    }

    /// A mutation happens once, so it is asked of one subgraph, though several could: of the one from which the rest can be had
    /// by the fewest requests.
    fn mutation(&mut self, stage: &Stage, budget: &Budget) -> Result<(), PlanError> {
        let mut best: Option<Planned> = None;
        let mut failure = None;
        for subgraph in &stage.subgraphs {
            let alone = Stage { subgraphs: vec![*subgraph], nodes: stage.nodes.clone() };
            match self.stage(&alone, budget) {
                Ok(planned) if best.as_ref().is_none_or(|best| planned.1.len() < best.1.len()) => best = Some(planned),
                Ok(_) => {}
                Err(error @ PlanError::Unreachable { .. }) => failure = Some(error),
                Err(error) => return Err(error),
            }
        }
        if let Some(planned) = best {
            self.add(planned);
            return Ok(());
        }
        // What one of them can begin with, another may have to end with.
        match (failure, &stage.nodes[..]) {
            (Some(failure), [_]) => Err(failure),
            (_, nodes) => nodes.iter().try_for_each(|node| match self.able(*node) {
                Some(subgraphs) => self.mutation(&Stage { subgraphs, nodes: vec![*node] }, budget),
                None => Ok(()),
            }),
        }
    }

    fn stage(&self, stage: &Stage, budget: &Budget) -> Result<Planned, PlanError> {
        let mut search = Search::new(self.supergraph, self.labels, self.tree.clone(), budget);
        let roots = search.roots(stage.subgraphs.iter().copied())?;
        let choices = search.explore(Tree::ROOT, &stage.nodes, &roots)?;
        let mut builder = Builder::default();
        choose(&search, &choices, &mut builder)?;
        let shared = builder.share(&mut search);
        let fetches = assemble(&search, &builder, &shared, self.operation, self.fetches.len());
        Ok((search.tree, fetches))
    }

    fn add(&mut self, (tree, fetches): Planned) {
        let before = self.fetches.len();
        self.fetches.extend(fetches);
        self.stages.push((before..self.fetches.len()).map(|id| FetchId(id as u32)).collect());
        self.tree = tree;
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

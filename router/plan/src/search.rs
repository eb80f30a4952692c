//! Finds every way in which a subgraph can answer what is wanted.
//!
//! A *site* is a position reached in one subgraph: at the root, through a field of the site above (in the same fetch), or by
//! a key (in a fetch of its own, one hop deeper). A site costs nothing until something is taken from it. For every leaf the
//! search makes a *choice*: the sites that can answer it, of which [`choose`](crate::choose) takes one.
//!
//! At each position a subgraph has at most two sites, the nearest and one more, so the work grows with the number of
//! positions times the number of subgraphs, however many ways there are through them.

mod explore;
mod hidden;
mod interfaces;
mod jump;
mod local;

use std::collections::HashMap;

use apollo_compiler::Name;

use crate::{
    Budget, FieldSet, Labels, PlanError, ShapeId, SubgraphId, Supergraph, TypeId,
    supergraph::Resolver,
    tree::{NodeId, Tree},
};

/// The index of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SiteId(u32);

/// The index of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ChoiceId(u32);

/// A position reached in one subgraph.
#[derive(Debug)]
pub(crate) struct Site<'a> {
    pub position: ShapeId,
    pub subgraph: SubgraphId,
    /// The type that the subgraph declares here, which may be narrower than the API's, or an interface that it knows as an
    /// object.
    pub ty: Name,
    /// How many fetches must be done before this one.
    pub depth: u32,
    pub via: Via,
    /// The site at which the fetch starts.
    pub origin: SiteId,
    /// What the subgraph can answer on this path only.
    pub provided: Option<&'a FieldSet>,
}

/// How a site is reached.
#[derive(Debug)]
pub(crate) enum Via {
    /// As the root.
    Root,
    /// Through a field of the site above.
    Field { parent: SiteId, node: NodeId },
    /// By the fields that a representation holds: of objects of one type, or of all that stand there.
    Jump { object: Option<TypeId>, needs: Vec<Need> },
}

/// A field of a representation.
#[derive(Debug, Clone)]
pub(crate) struct Need {
    pub node: NodeId,
    pub is_key: bool,
    /// Where it can be had: what it consists of.
    pub choices: Vec<ChoiceId>,
}

/// Something to be taken from one of several sites.
#[derive(Debug)]
pub(crate) struct Choice {
    pub node: NodeId,
    /// With all that is below it, in the same fetch.
    pub is_whole: bool,
    /// Never empty.
    pub options: Vec<SiteId>,
}

/// The search, and what it found.
pub(crate) struct Search<'a> {
    pub graph: &'a Supergraph,
    pub labels: &'a Labels,
    pub tree: Tree,
    sites: Vec<Site<'a>>,
    choices: Vec<Choice>,
    budget: &'a Budget,
    /// Ways in by a field's `@requires` that were found already.
    required: HashMap<(SiteId, TypeId, SubgraphId, &'a FieldSet), Option<SiteId>>,
    /// The keys that are being gathered.
    gathering: Vec<(&'a Name, &'a FieldSet)>,
    /// What is being looked into since a field requires it: it cannot require itself.
    requiring: Vec<(TypeId, SubgraphId, &'a FieldSet)>,
}

impl<'a> Search<'a> {
    pub fn new(graph: &'a Supergraph, labels: &'a Labels, tree: Tree, budget: &'a Budget) -> Self {
        Self {
            graph,
            labels,
            tree,
            sites: Vec::new(),
            choices: Vec::new(),
            budget,
            required: HashMap::new(),
            gathering: Vec::new(),
            requiring: Vec::new(),
        }
    }

    /// A site at the root for each of `subgraphs` that has the root type.
    pub fn roots(&mut self, subgraphs: impl Iterator<Item = SubgraphId>) -> Result<Vec<SiteId>, PlanError> {
        let root = self.tree.position(Tree::ROOT).ty.clone();
        let mut sites = Vec::new();
        for subgraph in subgraphs {
            if self.graph.composite(&root).is_some_and(|ty| ty.members.contains_key(&subgraph)) {
                sites.push(self.add_site(Tree::ROOT, subgraph, root.clone(), 0, Via::Root, None)?);
            }
        }
        Ok(sites)
    }

    pub fn site(&self, id: SiteId) -> &Site<'a> {
        &self.sites[id.0 as usize]
    }

    pub fn choice(&self, id: ChoiceId) -> &Choice {
        &self.choices[id.0 as usize]
    }

    /// The depth of the nearest option of a choice.
    pub fn depth(&self, choice: ChoiceId) -> u32 {
        let options = &self.choice(choice).options;
        options.iter().map(|site| self.site(*site).depth).min().unwrap_or_default()
    }

    /// How a subgraph resolves a field of a type, if it does as the labels are.
    pub fn resolver(&self, ty: &str, field: &str, subgraph: SubgraphId) -> Option<&'a Resolver> {
        self.graph.resolver(ty, field, subgraph).filter(|resolver| resolver.is_on(self.labels))
    }

    /// Whether the subgraph of a site knows only an interface of what stands there.
    pub fn is_interface_object(&self, site: SiteId) -> bool {
        let site = self.site(site);
        self.graph.is_interface_object(&site.ty, site.subgraph)
    }

    pub fn spend(&self, steps: usize) -> Result<(), PlanError> {
        Ok(self.budget.spend(steps)?)
    }

    fn add_site(
        &mut self,
        position: ShapeId,
        subgraph: SubgraphId,
        ty: Name,
        depth: u32,
        via: Via,
        provided: Option<&'a FieldSet>,
    ) -> Result<SiteId, PlanError> {
        self.budget.spend(1)?;
        let id = SiteId(self.sites.len() as u32);
        let origin = match &via {
            Via::Field { parent, .. } => self.site(*parent).origin,
            Via::Root | Via::Jump { .. } => id,
        };
        self.sites.push(Site { position, subgraph, ty, depth, via, origin, provided });
        Ok(id)
    }

    fn add_choice(&mut self, node: NodeId, is_whole: bool, options: Vec<SiteId>) -> ChoiceId {
        self.choices.push(Choice { node, is_whole, options });
        ChoiceId((self.choices.len() - 1) as u32)
    }
}

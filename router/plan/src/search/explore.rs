//! The walk down: from the sites of a position to the choices of everything that is wanted there and below.

use apollo_compiler::Name;

use super::{ChoiceId, Search, SiteId, Via};
use crate::{
    PlanError, ShapeId, TypeId,
    search::local::Local,
    supergraph::Type,
    tree::{Node, NodeId, NodeKind, Tree},
};

/// How many sites of one subgraph are kept at a position.
const SITES_OF_A_SUBGRAPH: usize = 2;

/// A position's sites, and the ways from them to other subgraphs, found when first needed.
pub(super) struct Around<'s> {
    pub sites: &'s [SiteId],
    /// For all objects that are only known as an interface.
    pub of_interfaces: Option<Vec<SiteId>>,
    of_objects: Vec<(TypeId, Vec<SiteId>)>,
}

impl<'a> Search<'a> {
    /// The choices for `nodes`, which are wanted at a position that was reached at `sites`.
    pub fn explore(
        &mut self,
        position: ShapeId,
        nodes: &[NodeId],
        sites: &[SiteId],
    ) -> Result<Vec<ChoiceId>, PlanError> {
        let mut around = Around { sites, of_interfaces: None, of_objects: Vec::new() };
        let mut choices = Vec::new();
        for node in nodes {
            self.node(position, *node, &mut around, &mut choices)?;
        }
        if nodes.iter().any(|node| self.depends_on_type(*node)) {
            self.tell_types(position, &mut around, &mut choices)?;
        }
        Ok(choices)
    }

    fn node(
        &mut self,
        position: ShapeId,
        id: NodeId,
        around: &mut Around<'_>,
        choices: &mut Vec<ChoiceId>,
    ) -> Result<(), PlanError> {
        self.budget.spend(around.sites.len())?;
        match &self.tree.node(id).kind {
            NodeKind::Introspection => return Ok(()),
            // The root object is there without being asked for.
            NodeKind::Typename if position == Tree::ROOT => return Ok(()),
            NodeKind::Typename => {
                let options = self.telling(position, around)?;
                choices.push(self.add_choice(id, false, options));
                return Ok(());
            }
            NodeKind::Presence => {
                let options = match self.tree.node(id).types[..] {
                    [object] if self.tree.position(position).is_found_by_id => self.owned(position, object, around)?,
                    _ => around.sites.to_vec(),
                };
                choices.push(self.add_choice(id, false, options));
                return Ok(());
            }
            NodeKind::Field(_) => {}
        }
        let node = self.tree.node(id);
        if let [object] = node.types[..] {
            return self.of_object(position, id, object, around, choices);
        }
        // Where subgraphs treat all object types alike, so does the plan.
        let mut options = Vec::new();
        let mut is_wanted = false;
        for site in around.sites {
            is_wanted |= !self.relevant(*site, self.tree.node(id)).is_empty();
            if let Some(local) = self.locally(*site, id) {
                options.push((*site, local));
            }
        }
        if options.is_empty() {
            for site in self.around_interfaces(position, around)? {
                if let Some(local) = self.locally(site, id) {
                    options.push((site, local));
                }
            }
        }
        if !options.is_empty() {
            return self.choose_among(id, options, choices);
        }
        if is_wanted { self.split(position, id, around, choices) } else { Ok(()) }
    }

    /// Wants a node for one object type after the other.
    fn split(
        &mut self,
        position: ShapeId,
        id: NodeId,
        around: &mut Around<'_>,
        choices: &mut Vec<ChoiceId>,
    ) -> Result<(), PlanError> {
        let node = self.tree.node(id).clone();
        let mut split = Vec::new();
        for object in &node.types {
            if !around.sites.iter().any(|site| self.relevant(*site, &node).contains(object)) {
                continue;
            }
            let own = self.narrowed_to(*object, &node)?;
            self.of_object(position, own, *object, around, choices)?;
            split.push(own);
        }
        self.tree.node_mut(id).split = split;
        Ok(())
    }

    /// A copy of a node for one object type. What is below it has positions of its own, since it may be planned differently.
    fn narrowed_to(&mut self, object: TypeId, node: &Node) -> Result<NodeId, PlanError> {
        let mut copied = 1;
        let mut own = node.clone();
        own.types = vec![object];
        own.is_for_all = false;
        if let NodeKind::Field(field) = &mut own.kind {
            let on = Name::new_unchecked(self.graph.object_name(object));
            if let Some(ty) = self.graph.field_type(&on, &field.name) {
                field.ty = ty.clone();
            }
            field.on = on;
            if field.child.is_some() {
                let (slot, below_own) = self.tree.copy_slot(node.position, field.slot);
                field.slot = slot;
                field.child = Some(below_own);
                own.children =
                    node.children.iter().map(|below| self.tree.copy_below(*below, below_own, &mut copied)).collect();
            }
        }
        self.budget.spend(copied)?;
        Ok(self.tree.add_node(own))
    }

    fn of_object(
        &mut self,
        position: ShapeId,
        id: NodeId,
        object: TypeId,
        around: &mut Around<'_>,
        choices: &mut Vec<ChoiceId>,
    ) -> Result<(), PlanError> {
        let mut options = Vec::new();
        let near = [around.sites, &self.around_interfaces(position, around)?].concat();
        for site in &near {
            if let Some(local) = self.locally(*site, id) {
                options.push((*site, local));
            }
        }
        if !around.sites.iter().any(|site| self.relevant(*site, self.tree.node(id)).contains(&object)) {
            // No subgraph that leads here has objects of this type.
            return Ok(());
        }
        let jumps = self.around(position, object, &near, around)?;
        for site in &jumps {
            if let Some(local) = self.locally(*site, id) {
                options.push((*site, local));
            }
        }
        let reached = [near, jumps].concat();
        self.by_requirement(position, id, object, &reached, &mut options)?;
        if options.is_empty() {
            let field = self.tree.node(id).field().map(|field| field.name.to_string()).unwrap_or_default();
            return Err(PlanError::Unreachable { coordinate: format!("{}.{field}", self.graph.object_name(object)) });
        }
        self.choose_among(id, options, choices)
    }

    fn around(
        &mut self,
        position: ShapeId,
        object: TypeId,
        near: &[SiteId],
        around: &mut Around<'_>,
    ) -> Result<Vec<SiteId>, PlanError> {
        if let Some((_, jumps)) = around.of_objects.iter().find(|(ty, _)| *ty == object) {
            return Ok(jumps.clone());
        }
        let jumper = self.jumper(position, object);
        let jumps = jumper.map_or_else(|| Ok(Vec::new()), |jumper| self.jumps(jumper, near))?;
        around.of_objects.push((object, jumps.clone()));
        Ok(jumps)
    }

    /// The choices for a node that only the sites at hand can answer, and what is below it from wherever it can be had.
    pub(super) fn gather_item(&mut self, id: NodeId, sites: &[SiteId]) -> Result<Vec<ChoiceId>, PlanError> {
        let mut options = Vec::new();
        for site in sites {
            if let Some(local) = self.locally(*site, id) {
                options.push((*site, local));
            }
        }
        let mut choices = Vec::new();
        if !options.is_empty() {
            self.choose_among(id, options, &mut choices)?;
        }
        Ok(choices)
    }

    /// Adds the subgraphs that can answer a field once they are given what it requires.
    fn by_requirement(
        &mut self,
        position: ShapeId,
        id: NodeId,
        object: TypeId,
        sites: &[SiteId],
        options: &mut Vec<(SiteId, Local<'a>)>,
    ) -> Result<(), PlanError> {
        let graph = self.graph;
        let Some(field) = self.tree.node(id).field() else { return Ok(()) };
        let Some(jumper) = self.jumper(position, object) else { return Ok(()) };
        let name = field.name.clone();
        for (subgraph, known_as, resolver) in graph.resolvers_of(jumper.name, &name) {
            if resolver.is_external || !resolver.is_on(self.labels) {
                continue;
            }
            let Some(wanted) = &resolver.requires else { continue };
            if let Some(site) = self.required(jumper, (subgraph, known_as), wanted, sites)? {
                options.push((site, Local { ty: resolver.ty.clone(), provided: resolver.provides.as_ref() }));
            }
        }
        Ok(())
    }

    fn choose_among(
        &mut self,
        id: NodeId,
        options: Vec<(SiteId, Local<'a>)>,
        choices: &mut Vec<ChoiceId>,
    ) -> Result<(), PlanError> {
        let node = self.tree.node(id);
        let child = node.field().and_then(|field| field.child);
        let Some(child) = child else {
            let sites = options.into_iter().map(|(site, _)| site).collect();
            choices.push(self.add_choice(id, false, sites));
            return Ok(());
        };
        let mut below = Vec::new();
        for (parent, local) in options {
            let (subgraph, depth) = (self.site(parent).subgraph, self.site(parent).depth);
            let via = Via::Field { parent, node: id };
            below.push(self.add_site(child, subgraph, local.ty, depth, via, local.provided)?);
        }
        self.keep_nearest(&mut below);
        self.be_there(id, child, &below);
        self.be_found(id, child, &below);
        let node = self.tree.node(id);
        let children: Vec<NodeId> = node.children.iter().chain(&node.hidden).copied().collect();
        for site in self.for_a_list(id, child, &below) {
            let before = (self.tree.clone(), self.required.clone());
            match self.explore(child, &children, &[site]) {
                Err(PlanError::Unreachable { .. }) => (self.tree, self.required) = before,
                explored => {
                    choices.extend(explored?);
                    return Ok(());
                }
            }
        }
        choices.extend(self.explore(child, &children, &below)?);
        Ok(())
    }

    /// Two subgraphs need not give a list in the same order, so entities in it come from one of them, and the rest by key. Gives
    /// the sites of which one may do, the one that answers most first.
    fn for_a_list(&self, id: NodeId, child: ShapeId, sites: &[SiteId]) -> Vec<SiteId> {
        let node = self.tree.node(id);
        let is_list = node.field().is_some_and(|field| field.ty.is_list());
        let ty = self.graph.composite(&self.tree.position(child).ty);
        let is_entity = |ty: &Type| ty.object.is_some() && ty.members.values().any(|member| !member.keys.is_empty());
        if !is_list || sites.len() < 2 || !ty.is_some_and(is_entity) {
            return Vec::new();
        }
        let mut sites = sites.to_vec();
        sites.sort_by_key(|site| {
            let is_missing =
                |below: &&NodeId| self.tree.node(**below).field().is_some() && self.locally(*site, **below).is_none();
            node.children.iter().filter(is_missing).count()
        });
        sites
    }

    /// The sites at which the owner of an object finds it.
    fn owned(&mut self, position: ShapeId, object: TypeId, around: &mut Around<'_>) -> Result<Vec<SiteId>, PlanError> {
        let owner = self.graph.nodes().and_then(|nodes| nodes.owner(object));
        let near = around.sites.to_vec();
        let mut owned = self.around(position, object, &near, around)?;
        owned.retain(|site| Some(self.site(*site).subgraph) == owner);
        if owned.is_empty() {
            return Err(PlanError::Unreachable { coordinate: self.graph.object_name(object).to_owned() });
        }
        Ok(owned)
    }

    fn keep_nearest(&self, sites: &mut Vec<SiteId>) {
        sites.sort_by_key(|site| (self.site(*site).subgraph, self.site(*site).depth, *site));
        let mut kept: Vec<SiteId> = Vec::new();
        sites.retain(|site| {
            let subgraph = self.site(*site).subgraph;
            let is_kept =
                kept.iter().filter(|kept| self.site(**kept).subgraph == subgraph).count() < SITES_OF_A_SUBGRAPH;
            if is_kept {
                kept.push(*site);
            }
            is_kept
        });
    }

    /// Sees to it that an object is asked for even where nothing that is wanted of it is.
    fn be_there(&mut self, id: NodeId, child: ShapeId, sites: &[SiteId]) {
        let node = self.tree.node(id);
        let condition = node.condition.clone();
        let is_sure = |below: &NodeId| {
            let below = self.tree.node(*below);
            // A subgraph may have an interface of which it knows no implementation.
            let may_be = || sites.iter().any(|site| !self.relevant(*site, below).is_empty());
            below.is_for_all && condition.implies(&below.condition) && (below.field().is_none() || may_be())
        };
        if node.children.iter().any(is_sure) {
            return;
        }
        let presence = self.typename(child, NodeKind::Presence);
        self.tree.node_mut(presence).condition = condition;
        self.tree.node_mut(id).hidden.push(presence);
    }

    /// Sees to it that the owner of an object is asked whether it is there, where only an id stands for it.
    fn be_found(&mut self, id: NodeId, child: ShapeId, sites: &[SiteId]) {
        let graph = self.graph;
        let Some(nodes) =
            graph.nodes().filter(|nodes| sites.iter().all(|site| self.site(*site).subgraph == nodes.subgraph))
        else {
            return;
        };
        let condition = self.tree.node(id).condition.clone();
        let ty = graph.composite(&self.tree.position(child).ty);
        self.tree.find_by_id(child);
        for object in ty.map_or(&[][..], |ty| ty.possible_in(nodes.subgraph)) {
            if nodes.owner(*object).is_some() {
                let presence = self.typename(child, NodeKind::Presence);
                let node = self.tree.node_mut(presence);
                (node.types, node.is_for_all, node.condition) = (vec![*object], false, condition.clone());
                self.tree.node_mut(id).hidden.push(presence);
            }
        }
    }
}

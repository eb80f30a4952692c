//! Ways into a subgraph by a key, and by what a `@requires` wants.

use std::cmp::Reverse;

use apollo_compiler::Name;

use super::{Need, Search, SiteId, Via};
use crate::{
    Condition, FieldSet, FieldSetItem, PlanError, ShapeId, SubgraphId, TypeId,
    tree::{FieldNode, Node, NodeId, NodeKind},
};

impl<'a> Search<'a> {
    /// The sites that objects of one type can be reached at from `sites`, by keys: the nearest way into each subgraph that
    /// `sites` do not lead into as soon. Keys may lead to other keys.
    pub fn jumps(&mut self, position: ShapeId, object: TypeId, sites: &[SiteId]) -> Result<Vec<SiteId>, PlanError> {
        let graph = self.graph;
        let Some(ty) = graph.composite(graph.object_name(object)) else { return Ok(Vec::new()) };
        let mut known: Vec<SiteId> = sites.iter().copied().filter(|site| self.may_have(*site, object)).collect();
        let mut missing: Vec<SubgraphId> =
            ty.members.iter().filter(|(_, member)| !member.keys.is_empty()).map(|(id, _)| *id).collect();
        let mut found = Vec::new();
        // The nearest first: what is found on the way may open others.
        loop {
            let mut nearest: Option<(u32, usize, usize, &'a FieldSet)> = None;
            for (index, subgraph) in missing.iter().enumerate() {
                for key in &ty.members[subgraph].keys {
                    self.budget.spend(key.items.len() * known.len())?;
                    if let Some(depth) = self.depth_of_key(object, key, &known) {
                        let candidate = (depth + 1, key.items.len(), index, key);
                        let is_nearer = known.iter().all(|site| {
                            let site = self.site(*site);
                            site.subgraph != *subgraph || site.depth > candidate.0
                        });
                        if is_nearer
                            && nearest
                                .is_none_or(|best| (candidate.0, candidate.1, candidate.2) < (best.0, best.1, best.2))
                        {
                            nearest = Some(candidate);
                        }
                    }
                }
            }
            let Some((depth, _, index, key)) = nearest else { return Ok(found) };
            let subgraph = missing.remove(index);
            let needs = self.key_needs(position, object, key, &known, depth);
            let site = self.enter(position, object, subgraph, depth, needs)?;
            known.push(site);
            found.push(site);
        }
    }

    /// The site at which `subgraph` can answer a field that requires `wanted`, if all of it can be had.
    pub fn required(
        &mut self,
        position: ShapeId,
        object: TypeId,
        subgraph: SubgraphId,
        field: &'a Name,
        wanted: &'a FieldSet,
        sites: &[SiteId],
    ) -> Result<Option<SiteId>, PlanError> {
        // The first site stands for all: no site belongs to two lists.
        let Some(first) = sites.first() else { return Ok(None) };
        let cache = (*first, object, subgraph, wanted);
        if let Some(known) = self.required.get(&cache) {
            return Ok(*known);
        }
        if self.requiring.contains(&(object, field)) {
            return Ok(None);
        }
        self.requiring.push((object, field));
        let site = self.find_required(position, object, subgraph, wanted, sites);
        self.requiring.pop();
        let site = site?;
        self.required.insert(cache, site);
        Ok(site)
    }

    fn find_required(
        &mut self,
        position: ShapeId,
        object: TypeId,
        subgraph: SubgraphId,
        wanted: &'a FieldSet,
        sites: &[SiteId],
    ) -> Result<Option<SiteId>, PlanError> {
        let graph = self.graph;
        let Some(ty) = graph.composite(graph.object_name(object)) else { return Ok(None) };
        let reached: Vec<SiteId> = sites.iter().copied().filter(|site| self.may_have(*site, object)).collect();
        let keys = ty.members.get(&subgraph).map_or(&[][..], |member| &member.keys);
        let nearest = keys
            .iter()
            .filter_map(|key| Some((self.depth_of_key(object, key, &reached)?, key.items.len(), key)))
            .min_by_key(|(depth, length, _)| (*depth, *length));
        let Some((mut depth, _, key)) = nearest else { return Ok(None) };
        let mut needs = Vec::new();
        for item in &wanted.items {
            let node = self.hidden(position, object, item);
            let choices = self.explore(position, &[node], sites)?;
            if choices.is_empty() {
                return Ok(None);
            }
            depth = choices.iter().map(|choice| self.depth(*choice)).fold(depth, u32::max);
            needs.push(Need { node, is_key: false, choices });
        }
        let depth = depth + 1;
        let mut all = self.key_needs(position, object, key, &reached, depth);
        let is_key = |need: &Need, all: &[Need]| all.iter().any(|known| self.is_same(known.node, need.node));
        needs.retain(|need| !is_key(need, &all));
        all.extend(needs);
        self.enter(position, object, subgraph, depth, all).map(Some)
    }

    fn enter(
        &mut self,
        position: ShapeId,
        object: TypeId,
        subgraph: SubgraphId,
        depth: u32,
        needs: Vec<Need>,
    ) -> Result<SiteId, PlanError> {
        let ty = Name::new_unchecked(self.graph.object_name(object));
        self.add_site(position, subgraph, ty, depth, Via::Jump { object, needs }, None)
    }

    /// How deep the deepest part of a key lies, if `sites` have all of it.
    fn depth_of_key(&self, object: TypeId, key: &FieldSet, sites: &[SiteId]) -> Option<u32> {
        key.items
            .iter()
            .map(|item| {
                sites
                    .iter()
                    .filter(|site| self.has_whole(**site, object, item))
                    .map(|site| self.site(*site).depth)
                    .min()
            })
            .try_fold(0, |deepest, depth| depth.map(|depth| deepest.max(depth)))
    }

    fn key_needs(
        &mut self,
        position: ShapeId,
        object: TypeId,
        key: &FieldSet,
        sites: &[SiteId],
        depth: u32,
    ) -> Vec<Need> {
        let mut needs = Vec::new();
        for item in &key.items {
            let mut options: Vec<SiteId> = sites
                .iter()
                .copied()
                .filter(|site| self.site(*site).depth < depth && self.has_whole(*site, object, item))
                .collect();
            options.sort_by_key(|site| (self.site(*site).depth, Reverse(self.site(*site).origin == *site)));
            let node = self.hidden(position, object, item);
            let choices = vec![self.add_choice(node, true, options)];
            needs.push(Need { node, is_key: true, choices });
        }
        needs
    }

    /// A node for an item of a field set, with all that is below it.
    pub fn hidden(&mut self, position: ShapeId, object: TypeId, item: &FieldSetItem) -> NodeId {
        self.hidden_for(position, vec![object], item)
    }

    fn hidden_for(&mut self, position: ShapeId, types: Vec<TypeId>, item: &FieldSetItem) -> NodeId {
        let ty = self.type_of(item);
        let is_composite = !item.fields.is_empty();
        let (slot, child) = self.tree.hidden_slot(position, &item.name, &item.arguments, &ty, is_composite);
        let mut children = Vec::new();
        if let Some(child) = child {
            for below in &item.fields.items {
                let types = self.graph.composite(&below.ty).map_or_else(Vec::new, |ty| ty.possible.clone());
                children.push(self.hidden_for(child, types, below));
            }
        }
        let possible = self.graph.composite(&self.tree.position(position).ty).map_or(0, |ty| ty.possible.len());
        self.tree.add_node(Node {
            position,
            kind: NodeKind::Field(FieldNode {
                on: item.ty.clone(),
                name: item.name.clone(),
                arguments: item.arguments.clone(),
                ty,
                slot,
                child,
            }),
            response_key: item.name.clone(),
            is_for_all: types.len() == possible,
            types,
            condition: Condition::always(),
            children,
            hidden: Vec::new(),
            split: Vec::new(),
        })
    }

    fn type_of(&self, item: &FieldSetItem) -> apollo_compiler::ast::Type {
        self.graph
            .field_type(&item.ty, &item.name)
            .cloned()
            .unwrap_or_else(|| apollo_compiler::ast::Type::Named(item.returns.clone()))
    }

    /// Whether two nodes are kept in one slot.
    pub fn is_same(&self, one: NodeId, other: NodeId) -> bool {
        let slot = |node| self.tree.node(node).field().map(|field| field.slot);
        slot(one) == slot(other)
    }

    fn may_have(&self, site: SiteId, object: TypeId) -> bool {
        let site = self.site(site);
        self.graph.composite(&site.ty).is_some_and(|ty| ty.possible_in(site.subgraph).contains(&object))
    }
}

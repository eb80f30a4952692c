//! Ways into a subgraph by a key, and by what a `@requires` wants.
//!
//! Jumps are made for objects of one type. What a subgraph knows only as an interface may be of any type, so there are also
//! jumps for all objects that stand somewhere, by a key of the interface: to where their types are known, among others.

use std::cmp::Reverse;

use apollo_compiler::Name;

use super::{Need, Search, SiteId, Via};
use crate::{
    FieldSet, PlanError, ShapeId, SubgraphId, TypeId,
    supergraph::{Entry, Type},
    tree::{NodeKind, Tree},
};

/// For what a jump is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Jumper<'a> {
    pub position: ShapeId,
    /// The type whose keys are used.
    pub name: &'a Name,
    /// The object type, unless it is all of an interface's.
    pub object: Option<TypeId>,
    /// The object types.
    pub objects: &'a [TypeId],
}

/// A way that is open: it leads to an entry, and costs so much.
type Open<'a> = (Cost, usize, Entry<'a>);
/// How deep it leads, and how many fields it takes.
type Cost = (u32, usize);

impl<'a> Search<'a> {
    /// Jumps for objects of one type.
    pub(super) fn jumper(&self, position: ShapeId, object: TypeId) -> Option<Jumper<'a>> {
        let (name, ty) = self.graph.named(self.graph.object_name(object))?;
        Some(Jumper { position, name, object: Some(object), objects: &ty.possible })
    }

    /// The sites that objects can be reached at from `sites`, by keys: the nearest way into each subgraph that `sites` do not
    /// lead into as soon. Keys may lead to other keys.
    pub(super) fn jumps(&mut self, jumper: Jumper<'a>, sites: &[SiteId]) -> Result<Vec<SiteId>, PlanError> {
        let graph = self.graph;
        let Some((name, ty)) = graph.named(jumper.name) else { return Ok(Vec::new()) };
        let mut known = self.knowing(jumper, sites);
        let mut missing: Vec<Entry<'a>> = graph.entries(name, ty).collect();
        let mut found = Vec::new();
        if graph.is_query_root(name) {
            found = self.roots_below(jumper, ty, &known)?;
            known.extend(&found);
        }
        // The nearest first: what is found on the way may open others.
        loop {
            let mut nearest: Option<Open<'a>> = None;
            for (index, entry) in missing.iter().enumerate() {
                self.budget.spend(entry.key.items.len() * known.len())?;
                let Some(depth) = self.depth_of_key(jumper, entry.key, &known) else { continue };
                let cost = (depth + 1, entry.key.items.len());
                if self.is_nearer(*entry, cost.0, &known)
                    && nearest.is_none_or(|(best, at, _)| (cost, index) < (best, at))
                {
                    nearest = Some((cost, index, *entry));
                }
            }
            let site = match nearest {
                Some(((depth, _), _, entry)) => {
                    let needs = self.key_needs(jumper, entry.key, &known, depth);
                    self.enter(jumper, entry, depth, needs, &known)?
                }
                None => match self.by_gathering(jumper, &missing, &known)? {
                    Some(site) => site,
                    None => return Ok(found),
                },
            };
            let at = (self.site(site).subgraph, self.site(site).ty.clone());
            missing.retain(|entry| (entry.subgraph, entry.ty) != (at.0, &at.1));
            known.push(site);
            found.push(site);
        }
    }

    /// The query root is in every subgraph, wherever an object of its type stands.
    fn roots_below(&mut self, jumper: Jumper<'a>, ty: &'a Type, known: &[SiteId]) -> Result<Vec<SiteId>, PlanError> {
        let Some(depth) = known.iter().map(|site| self.site(*site).depth).min() else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for subgraph in ty.members.keys() {
            if jumper.position == Tree::ROOT || known.iter().any(|site| self.site(*site).subgraph == *subgraph) {
                continue;
            }
            let node = self.typename(jumper.position, NodeKind::Presence);
            let choices = vec![self.add_choice(node, false, known.to_vec())];
            let via = Via::Jump { object: jumper.object, needs: vec![Need { node, is_key: true, choices }] };
            found.push(self.add_site(jumper.position, *subgraph, jumper.name.clone(), depth + 1, via, None)?);
        }
        Ok(found)
    }

    /// The site at which `entry`'s subgraph can answer a field that requires `wanted`, if all of it can be had.
    pub(super) fn required(
        &mut self,
        jumper: Jumper<'a>,
        (subgraph, known_as): (SubgraphId, &'a Name),
        wanted: &'a FieldSet,
        sites: &[SiteId],
    ) -> Result<Option<SiteId>, PlanError> {
        // The first site stands for all: no site belongs to two lists.
        let (Some(first), Some(object)) = (sites.first(), jumper.object) else { return Ok(None) };
        let cache = (*first, object, subgraph, wanted);
        if let Some(known) = self.required.get(&cache) {
            return Ok(*known);
        }
        if self.requiring.contains(&(object, subgraph, wanted)) {
            return Ok(None);
        }
        self.requiring.push((object, subgraph, wanted));
        let site = self.find_required(jumper, (subgraph, known_as), wanted, sites);
        self.requiring.pop();
        let site = site?;
        self.required.insert(cache, site);
        Ok(site)
    }

    fn find_required(
        &mut self,
        jumper: Jumper<'a>,
        (subgraph, known_as): (SubgraphId, &'a Name),
        wanted: &'a FieldSet,
        sites: &[SiteId],
    ) -> Result<Option<SiteId>, PlanError> {
        let graph = self.graph;
        let Some((name, ty)) = graph.named(jumper.name) else { return Ok(None) };
        let reached = self.knowing(jumper, sites);
        let nearest = graph
            .entries(name, ty)
            .filter(|entry| entry.subgraph == subgraph && entry.ty == known_as)
            .filter_map(|entry| Some((self.depth_of_key(jumper, entry.key, &reached)?, entry)))
            .min_by_key(|(depth, entry)| (*depth, entry.key.items.len()));
        let Some((mut depth, entry)) = nearest else { return Ok(None) };
        let mut needs = Vec::new();
        for item in &wanted.items {
            let node = self.hidden(jumper.position, jumper.objects, item);
            let choices = self.explore(jumper.position, &[node], sites)?;
            if choices.is_empty() {
                return Ok(None);
            }
            depth = choices.iter().map(|choice| self.depth(*choice)).fold(depth, u32::max);
            needs.push(Need { node, is_key: false, choices });
        }
        let depth = depth + 1;
        let mut all = self.key_needs(jumper, entry.key, &reached, depth);
        needs.retain(|need| !all.iter().any(|known| self.covers(known.node, need.node)));
        all.extend(needs);
        self.enter(jumper, entry, depth, all, &reached).map(Some)
    }

    /// A way by a key of which parts lie deeper than in the subgraphs at hand: the fields of its objects are gathered by keys of
    /// their own.
    fn by_gathering(
        &mut self,
        jumper: Jumper<'a>,
        missing: &[Entry<'a>],
        known: &[SiteId],
    ) -> Result<Option<SiteId>, PlanError> {
        for entry in missing {
            let is_nested = entry.key.items.iter().any(|item| !item.fields.is_empty());
            // What is being gathered already cannot be a part of itself.
            let gathered = (jumper.name, entry.key);
            if !is_nested || self.gathering.contains(&gathered) {
                continue;
            }
            self.gathering.push(gathered);
            let needs = self.gather(jumper, entry.key, known);
            self.gathering.pop();
            if let Some(needs) = needs? {
                let choices = needs.iter().flat_map(|need| &need.choices);
                let depth = choices.map(|choice| self.depth(*choice)).max().unwrap_or_default() + 1;
                if self.is_nearer(*entry, depth, known) {
                    return self.enter(jumper, *entry, depth, needs, known).map(Some);
                }
            }
        }
        Ok(None)
    }

    fn gather(
        &mut self,
        jumper: Jumper<'a>,
        key: &'a FieldSet,
        known: &[SiteId],
    ) -> Result<Option<Vec<Need>>, PlanError> {
        let mut needs = Vec::new();
        for item in &key.items {
            let node = self.hidden(jumper.position, jumper.objects, item);
            let choices = match self.gather_item(node, known) {
                Err(PlanError::Unreachable { .. }) => return Ok(None),
                choices => choices?,
            };
            if choices.is_empty() {
                return Ok(None);
            }
            needs.push(Need { node, is_key: true, choices });
        }
        Ok(Some(needs))
    }

    fn is_nearer(&self, entry: Entry<'_>, depth: u32, known: &[SiteId]) -> bool {
        known.iter().all(|site| {
            let site = self.site(*site);
            site.subgraph != entry.subgraph || site.depth > depth
        })
    }

    fn enter(
        &mut self,
        jumper: Jumper<'a>,
        entry: Entry<'a>,
        depth: u32,
        mut needs: Vec<Need>,
        known: &[SiteId],
    ) -> Result<SiteId, PlanError> {
        let mut depth = depth;
        // Of which type an object is must be known before something is done for objects of one type.
        if jumper.object.is_some() && known.iter().any(|site| self.is_interface_object(*site)) {
            let telling: Vec<SiteId> = known.iter().copied().filter(|site| !self.is_interface_object(*site)).collect();
            let told = telling.iter().map(|site| self.site(*site).depth).min();
            let told = told.ok_or_else(|| PlanError::Unreachable { coordinate: jumper.name.to_string() })?;
            depth = depth.max(told + 1);
            let node = self.typename(jumper.position, NodeKind::Typename);
            let choices = vec![self.add_choice(node, false, telling)];
            needs.push(Need { node, is_key: true, choices });
        }
        let via = Via::Jump { object: jumper.object, needs };
        self.add_site(jumper.position, entry.subgraph, entry.ty.clone(), depth, via, None)
    }

    /// How deep the deepest part of a key lies, if `sites` have all of it.
    fn depth_of_key(&self, jumper: Jumper<'_>, key: &FieldSet, sites: &[SiteId]) -> Option<u32> {
        key.items
            .iter()
            .map(|item| {
                sites
                    .iter()
                    .filter(|site| self.has_whole(**site, jumper.objects, item))
                    .map(|site| self.site(*site).depth)
                    .min()
            })
            .try_fold(0, |deepest, depth| depth.map(|depth| deepest.max(depth)))
    }

    fn key_needs(&mut self, jumper: Jumper<'a>, key: &FieldSet, sites: &[SiteId], depth: u32) -> Vec<Need> {
        let mut needs = Vec::new();
        for item in &key.items {
            let mut options: Vec<SiteId> = sites
                .iter()
                .copied()
                .filter(|site| self.site(*site).depth < depth && self.has_whole(*site, jumper.objects, item))
                .collect();
            options.sort_by_key(|site| (self.site(*site).depth, Reverse(self.site(*site).origin == *site)));
            let node = self.hidden(jumper.position, jumper.objects, item);
            let choices = vec![self.add_choice(node, true, options)];
            needs.push(Need { node, is_key: true, choices });
        }
        needs
    }

    /// Those of the sites at which all of the objects may stand.
    fn knowing(&self, jumper: Jumper<'_>, sites: &[SiteId]) -> Vec<SiteId> {
        sites.iter().copied().filter(|site| self.may_have(*site, jumper.objects)).collect()
    }
}

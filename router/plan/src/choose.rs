//! Takes one option of every choice: as few hops as possible, then as few requests, then as few `_entities` fields.
//!
//! How many hops are needed is known at once: the deepest of the nearest options. Any option within that many hops is as good
//! as the nearest. What is left is a set cover: which requests to make so that everything is covered. Choices without an
//! alternative decide first; then whatever is covered already costs nothing; then, again and again, the request that covers
//! the most of what is open.

use std::collections::{HashMap, HashSet};

use crate::{
    PlanError, ShapeId, SlotId, SubgraphId,
    build::Builder,
    search::{ChoiceId, Search, SiteId, Via},
};

/// Decides `choices`, and builds what was decided.
pub(crate) fn choose(search: &Search<'_>, choices: &[ChoiceId], builder: &mut Builder) -> Result<(), PlanError> {
    let hops = choices.iter().map(|choice| search.depth(*choice)).max().unwrap_or_default();
    let mut chooser = Chooser { search, hops, closures: HashMap::new(), decided: Decided::default() };
    let mut open = Vec::new();
    for choice in choices {
        search.spend(search.choice(*choice).options.len())?;
        let options = chooser.options(*choice);
        if let [only] = options[..] {
            chooser.decide(*choice, only, builder)?;
        } else {
            open.push((*choice, options));
        }
    }
    while !open.is_empty() {
        let mut left = Vec::new();
        for (choice, options) in open {
            search.spend(options.len())?;
            match chooser.free(&options) {
                Some(site) => chooser.decide(choice, site, builder)?,
                None => left.push((choice, options)),
            }
        }
        open = left;
        if !open.is_empty() {
            search.spend(open.iter().map(|(_, options)| options.len()).sum())?;
            let best = chooser.best(&open);
            let (choice, site) = best.ok_or(PlanError::TooComplex)?;
            open.retain(|(open, _)| *open != choice);
            chooser.decide(choice, site, builder)?;
        }
    }
    Ok(())
}

struct Chooser<'s, 'a> {
    search: &'s Search<'a>,
    hops: u32,
    /// For each fetch, all that it cannot do without, itself included.
    closures: HashMap<SiteId, Vec<SiteId>>,
    decided: Decided,
}

#[derive(Default)]
struct Decided {
    fetches: HashSet<SiteId>,
    requests: HashSet<(SubgraphId, u32)>,
    /// Which fetch fills a list. Two that fill the same one would have to agree on its order.
    lists: HashMap<(ShapeId, SlotId), SiteId>,
}

/// What an option costs: less is better, from the first field on.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Cost {
    lists_filled_twice: usize,
    requests: usize,
    fetches: usize,
    depth: u32,
}

impl Chooser<'_, '_> {
    /// The options of a choice that need no more hops than the plan needs anyway.
    fn options(&self, choice: ChoiceId) -> Vec<SiteId> {
        let options = &self.search.choice(choice).options;
        options.iter().copied().filter(|site| self.search.site(*site).depth <= self.hops).collect()
    }

    /// An option that needs no further request, if there is one.
    fn free(&mut self, options: &[SiteId]) -> Option<SiteId> {
        let cost = |chooser: &mut Self, site| chooser.cost(site);
        let mut best: Option<(Cost, SiteId)> = None;
        for site in options {
            let cost = cost(self, *site);
            if cost.requests == 0
                && cost.lists_filled_twice == 0
                && best.as_ref().is_none_or(|best| (&cost, site) < (&best.0, &best.1))
            {
                best = Some((cost, *site));
            }
        }
        best.map(|(_, site)| site)
    }

    /// The choice to decide next, and how: by the cheapest option, and among those by the one in the fetch that covers most.
    fn best(&mut self, open: &[(ChoiceId, Vec<SiteId>)]) -> Option<(ChoiceId, SiteId)> {
        let mut covered: HashMap<SiteId, usize> = HashMap::new();
        for (_, options) in open {
            let origins: HashSet<SiteId> = options.iter().map(|site| self.search.site(*site).origin).collect();
            for origin in origins {
                *covered.entry(origin).or_default() += 1;
            }
        }
        let mut best = None;
        for (choice, options) in open {
            for site in options {
                let covers = covered.get(&self.search.site(*site).origin).copied().unwrap_or_default();
                let cost = self.cost(*site);
                // A request that covers twice as much is worth two.
                let rank = (cost.lists_filled_twice, cost.requests * open.len() / covers.max(1), cost, *site, *choice);
                if best.as_ref().is_none_or(|best| rank < *best) {
                    best = Some(rank);
                }
            }
        }
        best.map(|(.., site, choice)| (choice, site))
    }

    fn cost(&mut self, site: SiteId) -> Cost {
        let at = self.search.site(site);
        let (origin, depth) = (at.origin, at.depth);
        self.closure(origin);
        let fetches: Vec<SiteId> =
            self.closures[&origin].iter().copied().filter(|fetch| !self.decided.fetches.contains(fetch)).collect();
        let requests: HashSet<_> = fetches
            .iter()
            .map(|fetch| self.request(*fetch))
            .filter(|request| !self.decided.requests.contains(request))
            .collect();
        Cost {
            lists_filled_twice: self
                .lists(site)
                .filter(|(list, origin)| self.decided.lists.get(list).is_some_and(|by| by != origin))
                .count(),
            requests: requests.len(),
            fetches: fetches.len(),
            depth,
        }
    }

    fn request(&self, fetch: SiteId) -> (SubgraphId, u32) {
        let fetch = self.search.site(fetch);
        (fetch.subgraph, fetch.depth)
    }

    /// The lists that lie between a site and the start of its fetch.
    fn lists(&self, site: SiteId) -> impl Iterator<Item = ((ShapeId, SlotId), SiteId)> + use<'_> {
        let mut at = site;
        std::iter::from_fn(move || {
            while let Via::Field { parent, node } = self.search.site(at).via {
                let origin = self.search.site(at).origin;
                at = parent;
                let node = self.search.tree.node(node);
                if let Some(field) = node.field()
                    && field.ty.is_list()
                {
                    return Some(((node.position, field.slot), origin));
                }
            }
            None
        })
    }

    /// What a fetch cannot do without, when each of its needs is taken where it is nearest.
    fn closure(&mut self, fetch: SiteId) {
        if self.closures.contains_key(&fetch) {
            return;
        }
        let mut all = vec![fetch];
        if let Via::Jump { needs, .. } = &self.search.site(fetch).via {
            for choice in needs.iter().flat_map(|need| &need.choices) {
                let nearest =
                    self.search.choice(*choice).options.iter().min_by_key(|site| self.search.site(**site).depth);
                let Some(nearest) = nearest else { continue };
                let origin = self.search.site(*nearest).origin;
                self.closure(origin);
                for below in &self.closures[&origin] {
                    if !all.contains(below) {
                        all.push(*below);
                    }
                }
            }
        }
        self.closures.insert(fetch, all);
    }

    fn decide(&mut self, choice: ChoiceId, site: SiteId, builder: &mut Builder) -> Result<(), PlanError> {
        let mut taken = vec![(choice, site)];
        let condition = self.search.tree.node(self.search.choice(choice).node).condition.clone();
        builder.take(self.search, choice, site, &condition)?;
        while let Some((_, site)) = taken.pop() {
            let origin = self.search.site(site).origin;
            let lists: Vec<_> = self.lists(site).collect();
            for (list, origin) in lists {
                self.decided.lists.entry(list).or_insert(origin);
            }
            if !self.decided.fetches.insert(origin) {
                continue;
            }
            self.decided.requests.insert(self.request(origin));
            if let Via::Jump { needs, .. } = &self.search.site(origin).via {
                for choice in needs.iter().flat_map(|need| &need.choices) {
                    if let Some(site) = builder.taken(*choice) {
                        taken.push((*choice, site));
                    }
                }
            }
        }
        Ok(())
    }
}

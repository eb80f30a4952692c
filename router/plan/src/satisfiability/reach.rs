//! What can be reached from where, and what can be had there: the least solution of the rules of `@key` and `@requires`.
//!
//! Each question is a *fact* that starts as "nothing" and grows. A fact that grew is looked at again wherever it was asked
//! for, until nothing grows: questions that hang on each other in a circle are answered by what does not need the circle.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    rc::Rc,
};

use apollo_compiler::Name;

use super::{
    labels::{Labels, LabelsId},
    site::{Reached, Site, Way, applies},
};
use crate::{
    FieldSet, FieldSetItem, Supergraph, TypeId,
    budget::{Budget, Spent},
    supergraph::{Resolver, Type},
};

/// Something that may hang on other questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Question<'a> {
    /// Which sites of an object can be reached from one of them.
    Reached { ty: &'a Name, start: Site<'a> },
    /// Whether what a field requires can be given to the site that resolves it. The answer is that site, or nothing.
    Required { ty: &'a Name, way: Way<'a>, field: &'a Name },
}

type FactId = usize;

struct Fact<'a> {
    question: Question<'a>,
    labels: LabelsId,
    answer: Rc<[Site<'a>]>,
    askers: BTreeSet<FactId>,
    is_queued: bool,
}

/// The facts so far.
pub(super) struct Reach<'a> {
    pub graph: &'a Supergraph,
    pub labels: Labels<'a>,
    budget: &'a Budget,
    facts: Vec<Fact<'a>>,
    ids: HashMap<(Question<'a>, LabelsId), FactId>,
    queue: VecDeque<FactId>,
    keys: HashMap<&'a Name, Rc<[Key<'a>]>>,
}

/// The sites that one set of fields leads to.
struct Key<'a> {
    fields: &'a FieldSet,
    sites: Vec<Site<'a>>,
}

/// Who asks: a fact, which is told when the answer grows, or the walk, which asks again.
#[derive(Debug, Clone, Copy)]
struct Asker {
    fact: Option<FactId>,
    labels: LabelsId,
}

impl<'a> Reach<'a> {
    pub fn new(graph: &'a Supergraph, budget: &'a Budget) -> Self {
        Self {
            graph,
            labels: Labels::new(),
            budget,
            facts: Vec::new(),
            ids: HashMap::new(),
            queue: VecDeque::new(),
            keys: HashMap::new(),
        }
    }

    pub fn spend(&self, steps: usize) -> Result<(), Spent> {
        self.budget.spend(steps)
    }

    /// All that can be reached from some sites of an object.
    pub fn reached(&mut self, ty: &'a Name, starts: &[Site<'a>], labels: LabelsId) -> Result<Reached<'a>, Spent> {
        self.settled(|reach| reach.reached_from(Asker { fact: None, labels }, ty, starts))
    }

    /// The sites of what a field returns.
    pub fn answer(
        &mut self,
        ty: &'a Name,
        reached: &Reached<'a>,
        field: &str,
        labels: LabelsId,
    ) -> Result<Vec<Site<'a>>, Spent> {
        self.settled(|reach| reach.resolve(Asker { fact: None, labels }, ty, reached, field))
    }

    /// Which fields of a set cannot be had.
    pub fn missing(
        &mut self,
        ty: &'a Name,
        reached: &Reached<'a>,
        fields: &'a FieldSet,
        labels: LabelsId,
    ) -> Result<Vec<&'a FieldSetItem>, Spent> {
        let mut missing = Vec::new();
        for item in &fields.items {
            if !self.settled(|reach| reach.has(Asker { fact: None, labels }, ty, reached, item))? {
                missing.push(item);
            }
        }
        Ok(missing)
    }

    fn settled<T>(&mut self, mut ask: impl FnMut(&mut Self) -> Result<T, Spent>) -> Result<T, Spent> {
        loop {
            let answer = ask(self)?;
            if self.queue.is_empty() {
                return Ok(answer);
            }
            while let Some(id) = self.queue.pop_front() {
                self.grow(id)?;
            }
        }
    }

    fn grow(&mut self, id: FactId) -> Result<(), Spent> {
        self.budget.spend(1)?;
        let fact = &mut self.facts[id];
        fact.is_queued = false;
        let asker = Asker { fact: Some(id), labels: fact.labels };
        let answer = match fact.question {
            Question::Reached { ty, start } => self.reach_from_one(asker, ty, start)?,
            Question::Required { ty, way, field } => self.require(asker, ty, way, field)?,
        };
        let fact = &mut self.facts[id];
        if answer.len() > fact.answer.len() {
            fact.answer = answer.into();
            for asker in fact.askers.clone() {
                self.enqueue(asker);
            }
        }
        Ok(())
    }

    fn enqueue(&mut self, id: FactId) {
        if !std::mem::replace(&mut self.facts[id].is_queued, true) {
            self.queue.push_back(id);
        }
    }

    fn ask(&mut self, asker: Asker, question: Question<'a>) -> Rc<[Site<'a>]> {
        let labels = asker.labels;
        let next = self.facts.len();
        let id = *self.ids.entry((question, labels)).or_insert(next);
        if id == next {
            self.facts.push(Fact { question, labels, answer: Rc::new([]), askers: BTreeSet::new(), is_queued: false });
            self.enqueue(id);
        }
        let fact = &mut self.facts[id];
        fact.askers.extend(asker.fact);
        Rc::clone(&fact.answer)
    }

    fn reached_from(&mut self, asker: Asker, ty: &'a Name, starts: &[Site<'a>]) -> Result<Reached<'a>, Spent> {
        let mut reached = Reached::default();
        for start in starts {
            let sites = self.ask(asker, Question::Reached { ty, start: *start });
            self.budget.spend(sites.len())?;
            sites.iter().for_each(|site| reached.add(*start, *site));
        }
        Ok(reached)
    }

    fn reach_from_one(&mut self, asker: Asker, name: &'a Name, start: Site<'a>) -> Result<Vec<Site<'a>>, Spent> {
        let graph = self.graph;
        let Some((_, ty)) = graph.named(name) else { return Ok(Vec::new()) };
        let mut reached = Reached::default();
        reached.add(start, start);
        if start.ty != name {
            for site in self.implementations(asker, start) {
                if ty.object.is_some_and(|object| site.possible(graph).contains(&object)) {
                    reached.add(start, site.known_as(name, graph));
                }
            }
        }
        if graph.is_query_root(name) {
            let members = ty.members.keys().map(|subgraph| Site { subgraph: *subgraph, ty: name, provided: None });
            members.filter(|site| *site != start).for_each(|site| reached.add(start, site));
        }
        let keys = self.keys(name, ty);
        let mut closed: Vec<&Key<'a>> = keys.iter().collect();
        loop {
            let before = closed.len();
            let mut left = Vec::new();
            for key in closed {
                self.budget.spend(1)?;
                if self.has_all(asker, name, ty, &reached, key.fields)? {
                    let new: Vec<_> = key.sites.iter().copied().filter(|site| !reached.has(site)).collect();
                    self.budget.spend(new.len())?;
                    new.into_iter().for_each(|site| reached.add(start, site));
                } else {
                    left.push(key);
                }
            }
            closed = left;
            if closed.len() == before {
                return Ok(reached.ways.into_iter().map(|way| way.site).collect());
            }
        }
    }

    /// Where the type of an object can be learnt of which a subgraph only knows an interface.
    pub fn implementations_of(&mut self, start: Site<'a>, labels: LabelsId) -> Result<Vec<Site<'a>>, Spent> {
        self.settled(|reach| Ok(reach.implementations(Asker { fact: None, labels }, start)))
    }

    fn implementations(&mut self, asker: Asker, start: Site<'a>) -> Vec<Site<'a>> {
        let sites = self.ask(asker, Question::Reached { ty: start.ty, start });
        sites.iter().copied().filter(|site| !site.is_interface_object(self.graph)).collect()
    }

    fn require(&mut self, asker: Asker, name: &'a Name, way: Way<'a>, field: &'a Name) -> Result<Vec<Site<'a>>, Spent> {
        let graph = self.graph;
        let site = way.site;
        let resolver = graph.resolver(site.ty, field, site.subgraph);
        let (Some((_, ty)), Some(requires)) = (graph.named(name), resolver.and_then(|it| it.requires.as_ref())) else {
            return Ok(Vec::new());
        };
        // From where the field is, not from where the object came: another way may lead there.
        let reached = self.reached_from(asker, name, &[site])?;
        if !self.has_all(asker, name, ty, &reached, requires)? {
            return Ok(Vec::new());
        }
        if way.start != site {
            return Ok(vec![site]);
        }
        // What is required is sent along with a key, even to where the object is already.
        for entry in graph.entries(name, ty) {
            if entry.subgraph == site.subgraph
                && entry.ty == site.ty
                && self.has_all(asker, name, ty, &reached, entry.key)?
            {
                return Ok(vec![site]);
            }
        }
        Ok(Vec::new())
    }

    fn has_all(
        &mut self,
        asker: Asker,
        name: &'a Name,
        ty: &'a Type,
        reached: &Reached<'a>,
        fields: &'a FieldSet,
    ) -> Result<bool, Spent> {
        for item in &fields.items {
            if applies(item, name, ty) && !self.has(asker, name, reached, item)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn has(
        &mut self,
        asker: Asker,
        ty: &'a Name,
        reached: &Reached<'a>,
        item: &'a FieldSetItem,
    ) -> Result<bool, Spent> {
        self.budget.spend(1)?;
        if item.name == "__typename" {
            return Ok(true);
        }
        let below = self.resolve(asker, ty, reached, &item.name)?;
        if below.is_empty() || item.fields.is_empty() {
            return Ok(!below.is_empty());
        }
        self.has_below(asker, &below, &item.fields)
    }

    /// Whether fields can be had of whatever object stands at these sites.
    fn has_below(&mut self, asker: Asker, sites: &[Site<'a>], fields: &'a FieldSet) -> Result<bool, Spent> {
        let graph = self.graph;
        for (name, starts) in by_object(graph, sites) {
            let Some((name, ty)) = graph.named(name) else { continue };
            let reached = self.reached_from(asker, name, &starts)?;
            if !self.has_all(asker, name, ty, &reached, fields)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn resolve(
        &mut self,
        asker: Asker,
        name: &'a Name,
        reached: &Reached<'a>,
        field: &str,
    ) -> Result<Vec<Site<'a>>, Spent> {
        let graph = self.graph;
        let Some((_, ty)) = graph.named(name) else { return Ok(Vec::new()) };
        let mut below = Vec::new();
        for known_as in &reached.types {
            let Some((field, resolvers)) = graph.composite(known_as).and_then(|ty| ty.fields.get_key_value(field))
            else {
                continue;
            };
            for (subgraph, resolver) in resolvers {
                if !self.labels.hold(asker.labels, resolver.when.as_ref()) {
                    continue;
                }
                for way in reached.at(*subgraph, known_as) {
                    self.budget.spend(1)?;
                    let Some(site) = self.resolve_at(asker, name, ty, way, field, resolver) else { continue };
                    if !below.contains(&site) {
                        below.push(site);
                    }
                }
            }
        }
        Ok(below)
    }

    fn resolve_at(
        &mut self,
        asker: Asker,
        name: &'a Name,
        ty: &'a Type,
        way: Way<'a>,
        field: &'a Name,
        resolver: &'a Resolver,
    ) -> Option<Site<'a>> {
        let provided = way.site.provided_of(name, ty, field);
        if resolver.is_external && provided.is_none() {
            return None;
        }
        if resolver.requires.is_some() && self.ask(asker, Question::Required { ty: name, way, field }).is_empty() {
            return None;
        }
        let below = provided.map(|item| &item.fields).filter(|fields| !fields.is_empty());
        Some(Site { subgraph: way.site.subgraph, ty: &resolver.ty, provided: below.or(resolver.provides.as_ref()) })
    }

    fn keys(&mut self, name: &'a Name, ty: &'a Type) -> Rc<[Key<'a>]> {
        let graph = self.graph;
        let keys = self.keys.entry(name).or_insert_with(|| {
            let mut keys: Vec<Key<'a>> = Vec::new();
            let mut index: HashMap<&FieldSet, usize> = HashMap::new();
            for entry in graph.entries(name, ty) {
                let next = keys.len();
                let at = *index.entry(entry.key).or_insert(next);
                if at == next {
                    keys.push(Key { fields: entry.key, sites: Vec::new() });
                }
                keys[at].sites.push(Site::entered(entry));
            }
            keys.into()
        });
        Rc::clone(keys)
    }
}

/// The sites of each object type that may stand at some sites. An interface that all of them know as an object stands for
/// itself: then only its own fields can be meant.
fn by_object<'a>(graph: &'a Supergraph, sites: &[Site<'a>]) -> Vec<(&'a str, Vec<Site<'a>>)> {
    let (unknown, known): (Vec<Site<'a>>, Vec<Site<'a>>) =
        sites.iter().partition(|site| site.is_interface_object(graph));
    if known.is_empty() {
        return unknown.iter().take(1).map(|site| (site.ty.as_str(), unknown.clone())).collect();
    }
    let objects: BTreeSet<TypeId> = known.iter().flat_map(|site| site.possible(graph)).copied().collect();
    let all = objects.into_iter().filter_map(|object| {
        let (name, _) = graph.named(graph.object_name(object))?;
        let starts = known.iter().filter(|site| site.possible(graph).contains(&object));
        let starts = starts.chain(&unknown).map(|site| site.known_as(name, graph)).collect();
        Some((name.as_str(), starts))
    });
    all.collect()
}

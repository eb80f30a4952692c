//! The walk through everything that clients may ask for, nearest first.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use apollo_compiler::{Name, Node, ast::FieldDefinition, executable::OperationType, schema::Component};

use super::{
    Satisfiability, Unsatisfiable,
    labels::LabelsId,
    operation::{Step, operation},
    reach::Reach,
    runtime_types::runtime_types,
    site::{Reached, Site},
};
use crate::{
    Supergraph, TypeId,
    budget::{Budget, Spent},
};

/// The index of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct StateId(usize);

/// An object of a known type, and the sites at which a client may have arrived there.
pub(super) struct State<'a> {
    pub ty: &'a Name,
    pub sites: Vec<Site<'a>>,
    /// What the way here says of labels.
    pub labels: LabelsId,
    pub from: Arrival<'a>,
}

/// How a state was reached.
pub(super) enum Arrival<'a> {
    Root(OperationType),
    Field(StateId, Step<'a>),
}

/// The walk so far.
pub(super) struct Walk<'a> {
    pub graph: &'a Supergraph,
    pub reach: Reach<'a>,
    states: Vec<State<'a>>,
    queue: VecDeque<StateId>,
    visited: HashMap<&'a Name, Vec<StateId>>,
    /// What was entered with the very same sites needs no second look at the types that may stand there.
    entered: HashSet<(Vec<Site<'a>>, LabelsId)>,
    found: Satisfiability,
    /// What was found already, at the same kind of place.
    known: HashSet<(String, Vec<String>)>,
}

impl<'a> Walk<'a> {
    pub fn new(graph: &'a Supergraph, budget: &'a Budget) -> Self {
        Self {
            graph,
            reach: Reach::new(graph, budget),
            states: Vec::new(),
            queue: VecDeque::new(),
            visited: HashMap::new(),
            entered: HashSet::new(),
            found: Satisfiability::default(),
            known: HashSet::new(),
        }
    }

    /// Walks until there is nothing new. What was found before the work became too much is better than nothing.
    pub fn run(mut self) -> Result<Satisfiability, Spent> {
        match self.roots().and_then(|()| self.visit_all()) {
            Err(Spent) if self.found.unsatisfiable.is_empty() => Err(Spent),
            _ => Ok(self.found),
        }
    }

    pub fn state(&self, id: StateId) -> &State<'a> {
        &self.states[id.0]
    }

    fn roots(&mut self) -> Result<(), Spent> {
        let graph = self.graph;
        for kind in [OperationType::Query, OperationType::Mutation, OperationType::Subscription] {
            let Some(root) = graph.api().root_operation(kind) else { continue };
            let Some((name, ty)) = graph.named(root) else { continue };
            let sites = ty.members.keys().map(|subgraph| Site { subgraph: *subgraph, ty: name, provided: None });
            self.add(name, sites.collect(), LabelsId::NONE, Arrival::Root(kind))?;
        }
        Ok(())
    }

    fn visit_all(&mut self) -> Result<(), Spent> {
        let graph = self.graph;
        while let Some(id) = self.queue.pop_front() {
            let Some(object) = graph.api().get_object(self.state(id).ty) else { continue };
            let mut reached = HashMap::new();
            for field in object.fields.values() {
                self.field(id, field, &mut reached)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, ty: &'a Name, sites: Vec<Site<'a>>, labels: LabelsId, from: Arrival<'a>) -> Result<(), Spent> {
        let visited = self.visited.entry(ty).or_default();
        let compared: usize = visited.iter().map(|known| self.states[known.0].sites.len()).sum();
        self.reach.spend(1 + compared)?;
        // Whatever could be asked with fewer sites and fewer labels can be asked with these.
        let is_known = visited.iter().any(|known| {
            let known = &self.states[known.0];
            known.sites.iter().all(|site| sites.contains(site)) && self.reach.labels.are_within(known.labels, labels)
        });
        if !is_known {
            let id = StateId(self.states.len());
            self.states.push(State { ty, sites, labels, from });
            visited.push(id);
            self.queue.push_back(id);
        }
        Ok(())
    }

    fn field(
        &mut self,
        id: StateId,
        field: &'a Component<FieldDefinition>,
        reached: &mut HashMap<LabelsId, Reached<'a>>,
    ) -> Result<(), Spent> {
        let State { ty, labels, .. } = *self.state(id);
        let mut open = vec![labels];
        while let Some(labels) = open.pop() {
            self.reach.spend(1)?;
            if let std::collections::hash_map::Entry::Vacant(entry) = reached.entry(labels) {
                let State { ty, ref sites, .. } = self.states[id.0];
                entry.insert(self.reach.reached(ty, sites, labels)?);
            }
            let reached = &reached[&labels];
            if let Some(label) = self.open_label(reached, field, labels) {
                open.extend(self.reach.labels.both(labels, label));
                continue;
            }
            let below = self.reach.answer(ty, reached, &field.name, labels)?;
            if below.is_empty() {
                let reasons = self.explain(id, field, reached, labels)?;
                self.report(format!("{ty}.{}", field.name), id, Step { field, object: None }, reasons);
            } else {
                self.enter(id, field, &below, labels)?;
            }
        }
        Ok(())
    }

    /// A label that decides who resolves a field, of which nothing is said yet.
    fn open_label(&self, reached: &Reached<'a>, field: &FieldDefinition, labels: LabelsId) -> Option<&'a str> {
        let resolvers = reached.types.iter().filter_map(|ty| self.graph.composite(ty)?.fields.get(&field.name));
        let found = resolvers.flat_map(|resolvers| resolvers.values()).filter_map(|it| it.when.as_ref());
        let mut names = found.map(|when| when.label.as_str());
        names.find(|label| self.reach.labels.is_open(labels, label))
    }

    /// Goes on to what a field returns.
    fn enter(
        &mut self,
        id: StateId,
        field: &'a Component<FieldDefinition>,
        sites: &[Site<'a>],
        labels: LabelsId,
    ) -> Result<(), Spent> {
        let graph = self.graph;
        let Some((returned, ty)) = graph.named(field.ty.inner_named_type()) else { return Ok(()) };
        if ty.object.is_some() {
            return self.add(returned, sites.to_vec(), labels, Arrival::Field(id, Step { field, object: None }));
        }
        self.compare_runtime_types(id, field, sites);
        if !self.entered.insert((sites.to_vec(), labels)) {
            return Ok(());
        }
        let (objects, is_told) = self.objects(sites, labels)?;
        if !is_told {
            let reasons = self.explain_type(sites, labels)?;
            self.report(returned.to_string(), id, Step { field, object: None }, reasons);
        }
        for object in objects {
            let Some((name, _)) = graph.named(graph.object_name(object)) else { continue };
            let may_be = |site: &&Site<'a>| site.is_interface_object(graph) || site.possible(graph).contains(&object);
            let starts = sites.iter().filter(may_be).map(|site| site.known_as(name, graph)).collect();
            self.add(name, starts, labels, Arrival::Field(id, Step { field, object: Some(name) }))?;
        }
        Ok(())
    }

    /// The object types that clients may meet at these sites, and whether any subgraph tells which of them an object has.
    fn objects(&mut self, sites: &[Site<'a>], labels: LabelsId) -> Result<(BTreeSet<TypeId>, bool), Spent> {
        let graph = self.graph;
        let mut objects = BTreeSet::new();
        let mut is_told = false;
        for site in sites {
            if site.is_interface_object(graph) {
                for site in self.reach.implementations_of(*site, labels)? {
                    is_told = true;
                    objects.extend(site.possible(graph));
                }
            } else {
                is_told = true;
                objects.extend(site.possible(graph));
            }
        }
        Ok((objects, is_told))
    }

    fn compare_runtime_types(&mut self, id: StateId, field: &'a Node<FieldDefinition>, sites: &[Site<'a>]) {
        let Some(types) = runtime_types(self.graph, self.state(id).ty, field, sites) else { return };
        let coordinate = format!("{}.{}", self.state(id).ty, field.name);
        if self.found.runtime_types.iter().all(|known| known.coordinate != coordinate) {
            let operation = operation(self, id, Step { field, object: None });
            self.found.runtime_types.push(super::RuntimeTypes { operation, coordinate, ..types });
        }
    }

    fn report(&mut self, coordinate: String, id: StateId, last: Step<'a>, reasons: Vec<String>) {
        if self.known.insert((coordinate.clone(), reasons.clone())) {
            let operation = operation(self, id, last);
            self.found.unsatisfiable.push(Unsatisfiable { coordinate, operation, reasons });
        }
    }
}

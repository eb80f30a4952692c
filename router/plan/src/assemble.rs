//! Turns groups into fetches: entities of one subgraph that can be asked for at the same time share a request.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use apollo_compiler::executable::Operation;

use crate::{
    Condition, Entities, Fetch, FetchId, ObjectType, OperationType, Read, ShapeId, Start, Step, SubgraphId, TypeId,
    build::{Builder, Group, GroupId, GroupStart, SelectedId, Shared},
    document::{Document, WireKeys},
    representation::representation,
    search::Search,
};

/// The fetches of a stage. `before` is how many fetches earlier stages have.
pub(crate) fn assemble(
    search: &Search<'_>,
    builder: &Builder,
    shared: &Shared,
    operation: &Operation,
    before: usize,
) -> Vec<Fetch> {
    // By depth first: what a request depends on lies less deep, and so comes before it.
    let mut requests: BTreeMap<(u32, SubgraphId, Option<ShapeId>), Vec<GroupId>> = BTreeMap::new();
    for id in builder.group_ids() {
        let group = builder.group(id);
        // What starts at the root again is no entity.
        let below = below(search, builder, group).map(|(position, _)| position);
        requests.entry((group.depth, group.subgraph, below)).or_default().push(id);
    }
    let ids = (before..).map(|id| FetchId(id as u32));
    let of_group: HashMap<GroupId, FetchId> =
        requests.values().zip(ids).flat_map(|(groups, id)| groups.iter().map(move |group| (*group, id))).collect();
    let assembler = Assembler { search, builder, shared, operation };
    requests
        .into_iter()
        .map(|((_, subgraph, _), groups)| {
            let dependencies: BTreeSet<FetchId> = groups
                .iter()
                .flat_map(|group| &builder.group(*group).dependencies)
                .filter_map(|dependency| of_group.get(dependency).copied())
                .collect();
            assembler.fetch(subgraph, &groups, dependencies.into_iter().collect())
        })
        .collect()
}

/// The position and the selection of a group that starts at the query root again, further down.
fn below(search: &Search<'_>, builder: &Builder, group: &Group) -> Option<(ShapeId, SelectedId)> {
    let GroupStart::Entities { position, objects } = &group.start else { return None };
    let (_, entity) = objects.first()?;
    let is_root = search.graph.is_query_root(&builder.selected(entity.selected).ty);
    is_root.then_some((*position, entity.selected))
}

struct Assembler<'s, 'a> {
    search: &'s Search<'a>,
    builder: &'s Builder,
    shared: &'s Shared,
    operation: &'s Operation,
}

impl Assembler<'_, '_> {
    fn fetch(&self, subgraph: SubgraphId, groups: &[GroupId], dependencies: Vec<FetchId>) -> Fetch {
        let condition = groups
            .iter()
            .fold(Condition::never(), |condition, group| condition.or(&self.builder.group(*group).condition));
        let mut document = Document::new(self.search, self.builder, self.shared, self.operation);
        let mut entities = Vec::new();
        for (index, group) in groups.iter().enumerate() {
            let group = self.builder.group(*group);
            if let Some((position, selected)) = below(self.search, self.builder, group) {
                let read = document.root(selected, &condition);
                let start = Start::Below { target: self.target(position), read };
                return self.done(subgraph, document, start, dependencies, condition);
            }
            match &group.start {
                GroupStart::Root(selected) => {
                    let read = document.root(*selected, &condition);
                    return self.done(subgraph, document, Start::Root(read), dependencies, condition);
                }
                GroupStart::Entities { position, objects } => {
                    let selected: Vec<_> = objects.values().map(|entity| entity.selected).collect();
                    let (key, variable) = document.open_entities(index, groups.len(), &selected);
                    let mut keys = WireKeys::default();
                    let mut read: Option<Read> = None;
                    for entity in objects.values() {
                        let next = document.entity(entity.selected, &group.condition, &mut keys);
                        read = Some(match read {
                            None => next,
                            Some(known) => crate::document::merge(known, next),
                        });
                    }
                    document.close();
                    let Some(mut read) = read else { continue };
                    if objects.len() > 1 {
                        read.object_type = ObjectType::Said(objects.keys().copied().flatten().collect());
                    }
                    entities.push(Entities {
                        key,
                        variable,
                        target: self.target(*position),
                        representations: objects
                            .iter()
                            .map(|(ty, entity)| {
                                representation(
                                    self.search,
                                    self.builder,
                                    *ty,
                                    entity,
                                    self.decides(subgraph, *position, *ty),
                                )
                            })
                            .collect(),
                        read,
                        condition: group.condition.clone(),
                    });
                }
            }
        }
        self.done(subgraph, document, Start::Entities(entities), dependencies, condition)
    }

    fn done(
        &self,
        subgraph: SubgraphId,
        document: Document<'_, '_>,
        start: Start,
        dependencies: Vec<FetchId>,
        condition: Condition,
    ) -> Fetch {
        // Entities are always queried, whatever the client's operation is.
        let kind = match start {
            Start::Root(_) => self.operation.operation_type,
            Start::Entities(_) | Start::Below { .. } => OperationType::Query,
        };
        let (document, variables) = document.finish(kind);
        let operation_name = self.operation.name.as_ref().map(ToString::to_string);
        Fetch { subgraph, kind, document, operation_name, variables, dependencies, condition, start }
    }

    fn target(&self, position: ShapeId) -> Vec<Step> {
        self.search.tree.path(position).into_iter().map(|slot| Step { slot, types: None }).collect()
    }

    /// Whether `subgraph` says whether the objects are there.
    fn decides(&self, subgraph: SubgraphId, position: ShapeId, object_type: Option<TypeId>) -> bool {
        let owner = object_type.and_then(|ty| self.search.graph.nodes()?.owner(ty));
        owner == Some(subgraph) && self.search.tree.position(position).is_found_by_id
    }
}

//! Turns groups into fetches: entities of one subgraph that can be asked for at the same time share a request.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use apollo_compiler::executable::Operation;

use crate::{
    Condition, Entities, Fetch, FetchId, ObjectType, OperationType, Read, ShapeId, Start, Step, SubgraphId, TypeId,
    build::{Builder, Entity, Group, GroupId, GroupStart, SelectedId, Shared},
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

/// What becomes one field `_entities`.
struct Part<'g> {
    position: ShapeId,
    condition: &'g Condition,
    objects: Vec<(Option<TypeId>, &'g Entity)>,
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
        let mut document = self.document();
        let starts = groups.iter().map(|group| self.builder.group(*group));
        for group in starts.clone() {
            if let Some((position, selected)) = below(self.search, self.builder, group) {
                let read = document.root(selected, &condition);
                let start = Start::Below { target: self.target(position), read };
                return self.done(subgraph, document, start, dependencies, condition);
            }
            if let GroupStart::Root(selected) = group.start {
                let read = document.root(selected, &condition);
                return self.done(subgraph, document, Start::Root(read), dependencies, condition);
            }
        }
        let parts: Vec<Part<'_>> = starts.flat_map(|group| self.parts(group)).collect();
        let entities = (0..).zip(&parts).filter_map(|(index, part)| {
            let (key, variable, read) = self.part(&mut document, part, index, parts.len())?;
            let representations = part.objects.iter().map(|(ty, entity)| {
                let decides = self.decides(subgraph, part.position, *ty);
                representation(self.search, self.builder, *ty, entity, decides)
            });
            Some(Entities {
                key,
                variable,
                target: self.target(part.position),
                representations: representations.collect(),
                read,
                condition: part.condition.clone(),
            })
        });
        let start = Start::Entities(entities.collect());
        self.done(subgraph, document, start, dependencies, condition)
    }

    fn document(&self) -> Document<'_, '_> {
        Document::new(self.search, self.builder, self.shared, self.operation)
    }

    /// The fields `_entities` of a group: one, unless the subgraph knows objects of several types by the name of one interface
    /// and is asked for different things of them.
    fn parts<'g>(&self, group: &'g Group) -> Vec<Part<'g>> {
        let GroupStart::Entities { position, objects } = &group.start else { return Vec::new() };
        let mut parts: Vec<(Part<'g>, Vec<(&str, String)>)> = Vec::new();
        for (object, entity) in objects {
            let name = self.builder.selected(entity.selected).ty.as_str();
            let text = if objects.len() > 1 {
                self.document().text_of(entity.selected, &group.condition)
            } else {
                String::new()
            };
            let fits = |texts: &[(&str, String)]| texts.iter().all(|(other, known)| *other != name || *known == text);
            match parts.iter_mut().find(|(_, texts)| fits(texts)) {
                Some((part, texts)) => {
                    part.objects.push((*object, entity));
                    texts.push((name, text));
                }
                None => {
                    let objects = vec![(*object, entity)];
                    let part = Part { position: *position, condition: &group.condition, objects };
                    parts.push((part, vec![(name, text)]));
                }
            }
        }
        parts.into_iter().map(|(part, _)| part).collect()
    }

    /// Writes the `index`th of `count` fields `_entities`: its key, the name of its variable, and how it is read.
    fn part(
        &self,
        document: &mut Document<'_, '_>,
        part: &Part<'_>,
        index: usize,
        count: usize,
    ) -> Option<(String, String, Read)> {
        let selected: Vec<_> = part.objects.iter().map(|(_, entity)| entity.selected).collect();
        let (key, variable) = document.open_entities(index, count, &selected);
        let mut keys = WireKeys::default();
        let reads = selected.iter().map(|selected| document.entity(*selected, part.condition, &mut keys));
        let mut read = reads.reduce(crate::document::merge)?;
        document.close();
        if part.objects.len() > 1 {
            read.object_type = ObjectType::Said(part.objects.iter().filter_map(|(ty, _)| *ty).collect());
        }
        Some((key, variable, read))
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

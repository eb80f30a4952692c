//! Builds fetches out of what was chosen: which selections each subgraph gets, and which fetch waits for which.

mod shared;

use std::collections::{BTreeSet, HashMap};

use apollo_compiler::Name;
use indexmap::IndexMap;

pub(crate) use shared::Shared;

use crate::{
    Condition, PlanError, ShapeId, SlotId, SubgraphId, TypeId,
    search::{ChoiceId, Need, Search, Site, SiteId, Via},
    tree::{NodeId, NodeKind},
};

/// The index of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct GroupId(u32);

/// The index of a selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SelectedId(u32);

/// A fetch in the making: the root of a subgraph, or the entities at one position.
#[derive(Debug)]
pub(crate) struct Group {
    pub subgraph: SubgraphId,
    pub depth: u32,
    pub start: GroupStart,
    pub dependencies: BTreeSet<GroupId>,
    pub condition: Condition,
}

/// Where a group starts.
#[derive(Debug)]
pub(crate) enum GroupStart {
    Root(SelectedId),
    Entities { position: ShapeId, objects: IndexMap<Option<TypeId>, Entity> },
}

/// Entities of one type, or of all.
#[derive(Debug)]
pub(crate) struct Entity {
    pub selected: SelectedId,
    /// What their representations hold.
    pub needs: Vec<EntityNeed>,
}

/// A part of a representation.
#[derive(Debug)]
pub(crate) struct EntityNeed {
    pub node: NodeId,
    /// Whether it is of the key.
    pub is_key: bool,
    /// When it is there. What is asked for at other times does not need it.
    pub condition: Condition,
}

/// What is asked of the objects at a position, in one fetch.
#[derive(Debug)]
pub(crate) struct Selected {
    pub position: ShapeId,
    pub subgraph: SubgraphId,
    /// The type that the subgraph declares here.
    pub ty: Name,
    /// By slot, and by the type of the fragment that the field stands in.
    pub fields: IndexMap<(SlotId, Option<Name>), SelectedField>,
}

/// A field that is asked for.
#[derive(Debug)]
pub(crate) struct SelectedField {
    pub node: NodeId,
    pub condition: Condition,
    pub child: Option<SelectedId>,
}

/// Entities that can be asked for together: by where they stand, whom they ask, and how deep they lie; if they are about all
/// objects of an interface, by its name too.
type EntitiesKey = (ShapeId, SubgraphId, u32, Option<Name>);

/// All groups of a stage.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    groups: Vec<Group>,
    selected: Vec<Selected>,
    taken: HashMap<ChoiceId, SiteId>,
    roots: HashMap<SubgraphId, GroupId>,
    /// Several, where one representation cannot have all.
    entities: HashMap<EntitiesKey, Vec<GroupId>>,
}

impl Builder {
    pub fn group(&self, id: GroupId) -> &Group {
        &self.groups[id.0 as usize]
    }

    pub fn group_ids(&self) -> impl Iterator<Item = GroupId> + use<> {
        (0..self.groups.len() as u32).map(GroupId)
    }

    pub fn selected(&self, id: SelectedId) -> &Selected {
        &self.selected[id.0 as usize]
    }

    /// What a choice was decided to be.
    pub fn taken(&self, choice: ChoiceId) -> Option<SiteId> {
        self.taken.get(&choice).copied()
    }

    /// Takes a choice's node from a site, where `condition` holds, with all that the site itself needs.
    pub fn take(
        &mut self,
        search: &Search<'_>,
        choice: ChoiceId,
        site: SiteId,
        condition: &Condition,
    ) -> Result<GroupId, PlanError> {
        self.taken.insert(choice, site);
        let (group, selected) = self.reach(search, site, condition)?;
        let choice = search.choice(choice);
        if choice.is_whole {
            self.add_whole(search, selected, choice.node, condition);
        } else if matches!(search.tree.node(choice.node).kind, NodeKind::Field(_)) {
            self.add(search, selected, choice.node, condition);
        }
        Ok(group)
    }

    fn reach(
        &mut self,
        search: &Search<'_>,
        site: SiteId,
        condition: &Condition,
    ) -> Result<(GroupId, SelectedId), PlanError> {
        let at = search.site(site);
        match &at.via {
            Via::Root => {
                let group = match self.roots.get(&at.subgraph) {
                    Some(group) => *group,
                    None => {
                        let selected = self.select(at.position, at.subgraph, at.ty.clone());
                        let group = self.start(at.subgraph, 0, GroupStart::Root(selected));
                        self.roots.insert(at.subgraph, group);
                        group
                    }
                };
                let starts = &mut self.groups[group.0 as usize];
                starts.condition = std::mem::replace(&mut starts.condition, Condition::never()).or(condition);
                match starts.start {
                    GroupStart::Root(selected) => Ok((group, selected)),
                    GroupStart::Entities { .. } => Err(PlanError::TooComplex),
                }
            }
            Via::Field { parent, node } => {
                let (group, above) = self.reach(search, *parent, condition)?;
                let keys = self.add(search, above, *node, condition);
                let known = keys.iter().find_map(|key| self.selected[above.0 as usize].fields[key].child);
                let child = known.unwrap_or_else(|| self.select(at.position, at.subgraph, at.ty.clone()));
                for key in keys {
                    if let Some(field) = self.selected[above.0 as usize].fields.get_mut(&key) {
                        field.child = Some(child);
                    }
                }
                Ok((group, child))
            }
            Via::Jump { object, needs } => self.enter(search, site, *object, needs, condition),
        }
    }

    fn enter(
        &mut self,
        search: &Search<'_>,
        site: SiteId,
        object: Option<TypeId>,
        needs: &[Need],
        condition: &Condition,
    ) -> Result<(GroupId, SelectedId), PlanError> {
        let at = search.site(site);
        let group = self.entities_for(search, at, object, needs);
        let selected = self.entity(group, object, at.position, at.subgraph, &at.ty)?;
        let starts = &mut self.groups[group.0 as usize];
        starts.condition = std::mem::replace(&mut starts.condition, Condition::never()).or(condition);
        for need in needs {
            if !self.need(group, object, need, condition) {
                continue;
            }
            for choice in &need.choices {
                let options = &search.choice(*choice).options;
                let from =
                    self.taken(*choice).or_else(|| self.nearest(search, options)).ok_or(PlanError::TooComplex)?;
                let dependency = self.take(search, *choice, from, condition)?;
                if dependency != group {
                    self.groups[group.0 as usize].dependencies.insert(dependency);
                }
            }
        }
        Ok((group, selected))
    }

    /// The group that asks for entities with what they need: one whose representations can have it.
    fn entities_for(&mut self, search: &Search<'_>, at: &Site<'_>, object: Option<TypeId>, needs: &[Need]) -> GroupId {
        let key = entities_key(at, object);
        let fits = |group: &&GroupId| match &self.group(**group).start {
            GroupStart::Entities { objects, .. } => objects.get(&object).is_none_or(|entity| {
                let known = || entity.needs.iter().map(|known| known.node);
                !needs.iter().any(|need| known().any(|known| search.conflicts(known, need.node)))
            }),
            GroupStart::Root(_) => false,
        };
        if let Some(group) = self.entities.get(&key).and_then(|groups| groups.iter().find(fits)) {
            return *group;
        }
        let start = GroupStart::Entities { position: at.position, objects: IndexMap::new() };
        let group = self.start(at.subgraph, at.depth, start);
        self.entities.entry(key).or_default().push(group);
        group
    }

    /// The option that is part of the plan already, or else the one that is there first.
    fn nearest(&self, search: &Search<'_>, options: &[SiteId]) -> Option<SiteId> {
        options.iter().copied().min_by_key(|site| {
            let origin = search.site(search.site(*site).origin);
            let is_known = match origin.via {
                Via::Root => self.roots.contains_key(&origin.subgraph),
                Via::Jump { object, .. } => self.entities.contains_key(&entities_key(origin, object)),
                Via::Field { .. } => false,
            };
            (!is_known, origin.depth, *site)
        })
    }

    fn start(&mut self, subgraph: SubgraphId, depth: u32, start: GroupStart) -> GroupId {
        let condition = Condition::never();
        self.groups.push(Group { subgraph, depth, start, dependencies: BTreeSet::new(), condition });
        GroupId((self.groups.len() - 1) as u32)
    }

    fn entity(
        &mut self,
        group: GroupId,
        object: Option<TypeId>,
        position: ShapeId,
        subgraph: SubgraphId,
        ty: &Name,
    ) -> Result<SelectedId, PlanError> {
        let GroupStart::Entities { objects, .. } = &self.groups[group.0 as usize].start else {
            return Err(PlanError::TooComplex);
        };
        if let Some(entity) = objects.get(&object) {
            return Ok(entity.selected);
        }
        let selected = self.select(position, subgraph, ty.clone());
        if let GroupStart::Entities { objects, .. } = &mut self.groups[group.0 as usize].start {
            objects.insert(object, Entity { selected, needs: Vec::new() });
        }
        Ok(selected)
    }

    /// Notes what representations hold, and when. Says whether it is new.
    fn need(&mut self, group: GroupId, object: Option<TypeId>, need: &Need, condition: &Condition) -> bool {
        let GroupStart::Entities { objects, .. } = &mut self.groups[group.0 as usize].start else { return false };
        let Some(entity) = objects.get_mut(&object) else { return false };
        // The same field of objects that are reached by another way is another need: it has to be taken there too.
        match entity.needs.iter_mut().find(|known| known.node == need.node) {
            Some(known) if condition.implies(&known.condition) => return false,
            Some(known) => {
                known.condition = std::mem::replace(&mut known.condition, Condition::never()).or(condition);
            }
            None => {
                let condition = condition.clone();
                entity.needs.push(EntityNeed { node: need.node, is_key: need.is_key, condition });
            }
        }
        true
    }

    pub(super) fn select(&mut self, position: ShapeId, subgraph: SubgraphId, ty: Name) -> SelectedId {
        self.selected.push(Selected { position, subgraph, ty, fields: IndexMap::new() });
        SelectedId((self.selected.len() - 1) as u32)
    }

    fn add_whole(&mut self, search: &Search<'_>, selected: SelectedId, node: NodeId, condition: &Condition) {
        let keys = self.add(search, selected, node, condition);
        let wanted = search.tree.node(node);
        let Some(child) = wanted.field().and_then(|field| field.child) else { return };
        let at = &self.selected[selected.0 as usize];
        let subgraph = at.subgraph;
        let known = keys.iter().find_map(|key| at.fields[key].child);
        let child = known.unwrap_or_else(|| self.select(child, subgraph, search.tree.position(child).ty.clone()));
        for key in keys {
            if let Some(field) = self.selected[selected.0 as usize].fields.get_mut(&key) {
                field.child = Some(child);
            }
        }
        for below in &wanted.children {
            self.add_whole(search, child, *below, condition);
        }
    }

    /// Asks for a field, and says under which keys it now stands.
    pub(super) fn add(
        &mut self,
        search: &Search<'_>,
        selected: SelectedId,
        node: NodeId,
        condition: &Condition,
    ) -> Vec<(SlotId, Option<Name>)> {
        let Some(field) = search.tree.node(node).field() else { return Vec::new() };
        let at = &mut self.selected[selected.0 as usize];
        let mut keys = Vec::new();
        for on in fragments(search, at, node) {
            let key = (field.slot, on);
            let asked = at.fields.entry(key.clone()).or_insert_with(|| SelectedField {
                node,
                condition: Condition::never(),
                child: None,
            });
            asked.condition = std::mem::replace(&mut asked.condition, Condition::never()).or(condition);
            keys.push(key);
        }
        keys
    }
}

fn entities_key(site: &Site<'_>, object: Option<TypeId>) -> EntitiesKey {
    (site.position, site.subgraph, site.depth, object.is_none().then(|| site.ty.clone()))
}

/// The fragments in which a subgraph must be asked for a node: none if the field is there on the declared type itself.
fn fragments(search: &Search<'_>, at: &Selected, node: NodeId) -> Vec<Option<Name>> {
    let node = search.tree.node(node);
    let (Some(ty), Some(field)) = (search.graph.composite(&at.ty), node.field()) else { return vec![None] };
    // What knows only an interface is asked for all objects alike.
    if ty.object.is_some() || search.graph.is_interface_object(&at.ty, at.subgraph) {
        return vec![None];
    }
    let here = ty.all_in(at.subgraph);
    let wanted: Vec<TypeId> = here.iter().copied().filter(|ty| node.types.contains(ty)).collect();
    let has_field = |ty: &str| field.name == "__typename" || search.resolver(ty, &field.name, at.subgraph).is_some();
    // It does no harm to ask for more of objects that clients never meet.
    let is_right = |object: &TypeId| wanted.contains(object) || !ty.possible.contains(object);
    if here.iter().all(is_right) && has_field(&at.ty) {
        return vec![None];
    }
    if let Some(on) = search.graph.composite(&field.on)
        && has_field(&field.on)
        && wanted.iter().all(|object| on.all_in(at.subgraph).contains(object))
        && here.iter().filter(|object| on.all_in(at.subgraph).contains(object)).all(is_right)
    {
        return vec![Some(field.on.clone())];
    }
    wanted.iter().map(|ty| Some(Name::new_unchecked(search.graph.object_name(*ty)))).collect()
}

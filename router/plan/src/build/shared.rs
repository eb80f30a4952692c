//! Objects that several fetches fill: a field that several subgraphs resolve, asked for in more than one of them.

use std::collections::HashMap;

use super::{Builder, GroupId, GroupStart, SelectedId};
use crate::{Condition, ShapeId, SlotId, search::Search};

/// For each slot that several fetches fill: the slots of its objects by which they must agree.
pub(crate) type Shared = HashMap<(ShapeId, SlotId), Vec<SlotId>>;

/// A fetch's selection of a slot's objects.
struct Side {
    group: GroupId,
    child: SelectedId,
    condition: Condition,
}

impl Builder {
    /// Finds the slots that several groups fill, and asks each of them for what tells their objects apart.
    pub fn share(&mut self, search: &mut Search<'_>) -> Shared {
        let mut sides: HashMap<(ShapeId, SlotId), Vec<Side>> = HashMap::new();
        for group in self.group_ids() {
            for selected in self.starts(group) {
                self.sides(group, selected, &mut sides);
            }
        }
        let mut places: Vec<_> =
            sides.into_iter().filter(|(_, sides)| sides.iter().any(|side| side.group != sides[0].group)).collect();
        places.sort_by_key(|(place, _)| *place);
        places.into_iter().map(|(place, sides)| (place, self.identify(search, &sides))).collect()
    }

    fn starts(&self, group: GroupId) -> Vec<SelectedId> {
        match &self.group(group).start {
            GroupStart::Root(selected) => vec![*selected],
            GroupStart::Entities { objects, .. } => objects.values().map(|entity| entity.selected).collect(),
        }
    }

    fn sides(&self, group: GroupId, selected: SelectedId, sides: &mut HashMap<(ShapeId, SlotId), Vec<Side>>) {
        let at = self.selected(selected);
        for ((slot, _), field) in &at.fields {
            let Some(child) = field.child else { continue };
            let condition = field.condition.clone();
            sides.entry((at.position, *slot)).or_default().push(Side { group, child, condition });
            self.sides(group, child, sides);
        }
    }

    /// Asks all sides for the fields of a key that all of them have, if the objects are entities of one type.
    fn identify(&mut self, search: &mut Search<'_>, sides: &[Side]) -> Vec<SlotId> {
        let graph = search.graph;
        let position = self.selected(sides[0].child).position;
        let Some(ty) = graph.composite(&search.tree.position(position).ty) else { return Vec::new() };
        let Some(object) = ty.object else { return Vec::new() };
        let name = graph.object_name(object);
        let is_had = |field: &str| {
            sides.iter().all(|side| {
                let subgraph = self.selected(side.child).subgraph;
                search
                    .resolver(name, field, subgraph)
                    .is_some_and(|resolver| !resolver.is_external && resolver.requires.is_none())
            })
        };
        let keys = ty.members.values().flat_map(|member| &member.keys);
        let key = keys
            .filter(|key| key.items.iter().all(|item| item.fields.is_empty() && is_had(&item.name)))
            .min_by_key(|key| key.items.len());
        let mut slots = Vec::new();
        for item in key.map_or(&[][..], |key| &key.items) {
            let node = search.hidden(position, &[object], item);
            for side in sides {
                self.add(search, side.child, node, &side.condition);
            }
            slots.extend(search.tree.node(node).field().map(|field| field.slot));
        }
        slots
    }
}

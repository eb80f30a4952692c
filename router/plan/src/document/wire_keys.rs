//! The keys on the wire: at each position every slot has its own.

use std::collections::{HashMap, HashSet};

use apollo_compiler::{Name, ast::Type};

use crate::{ShapeId, SlotId};

/// The keys of one answer.
#[derive(Default)]
pub(crate) struct WireKeys {
    keys: HashMap<(ShapeId, SlotId, String), String>,
    taken: HashSet<(ShapeId, String)>,
}

impl WireKeys {
    /// The key of a slot at a position, which a subgraph says to return `declared` for. Usually it is `wanted`.
    ///
    /// Types that look alike to clients may be declared in other ways, and then the subgraph does not let fields of one
    /// response have one key (section 5.3.2 of the specification), though they are of different objects: each way of
    /// declaring has a key of its own.
    pub fn of(
        &mut self,
        position: ShapeId,
        slot: SlotId,
        wanted: &Name,
        declared: &Type,
        is_composite: bool,
    ) -> String {
        let place = (position, slot, shape(declared, is_composite));
        if let Some(key) = self.keys.get(&place) {
            return key.clone();
        }
        let mut key = wanted.to_string();
        // What the client calls one field may be the name of another, which planning wants.
        while self.taken.contains(&(position, key.clone())) {
            key.push('_');
        }
        self.taken.insert((position, key.clone()));
        self.keys.insert(place, key.clone());
        key
    }
}

/// What of a type must be the same under one key: lists, where it is never null, and which leaf it is.
fn shape(ty: &Type, is_composite: bool) -> String {
    let text = ty.to_string();
    if is_composite { text.replace(ty.inner_named_type().as_str(), "") } else { text }
}

//! Where an answer must say of which type objects are, though each selection alone knows it.
//!
//! Fields of one name that stand in fragments on several types are read as one. Where one of them returns an object of a
//! certain type and another one an interface, say, what stands there may be of either.

use std::collections::{HashMap, HashSet};

use crate::{
    ShapeId,
    build::{Builder, SelectedId},
    search::Search,
};

/// The positions below `starts` at which selections of several declared types stand.
pub(super) fn positions(
    search: &Search<'_>,
    builder: &Builder,
    starts: impl IntoIterator<Item = SelectedId>,
) -> HashSet<ShapeId> {
    let mut declared: HashMap<ShapeId, &str> = HashMap::new();
    let mut unsure = HashSet::new();
    let mut open: Vec<SelectedId> = starts.into_iter().collect();
    while let Some(selected) = open.pop() {
        for field in builder.selected(selected).fields.values() {
            let Some(wanted) = search.tree.node(field.node).field() else { continue };
            let Some(position) = wanted.child else { continue };
            let ty = match field.child {
                Some(child) => builder.selected(child).ty.as_str(),
                None => wanted.ty.inner_named_type().as_str(),
            };
            if *declared.entry(position).or_insert(ty) != ty {
                unsure.insert(position);
            }
            open.extend(field.child);
        }
    }
    unsure
}

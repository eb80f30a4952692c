//! Where a change is to be seen.

use federation_report::Location;

use crate::{change::Change, operations::Site, version::Version};

/// How many uses are told.
const SHOWN: usize = 100;

/// First where it is now, in what can still be edited: the element, else what it was in, else the document that had it. Then
/// who uses it, then where it was.
pub(super) fn places(change: &Change, old: &Version, new: &Version, sites: &[Site]) -> Vec<Location> {
    let mut before = old.locate(&change.coordinate);
    let mut now = new.locate(&change.coordinate);
    let label = if now.is_empty() {
        "no longer here"
    } else if before.is_empty() {
        "new here"
    } else {
        "so it is now"
    };
    let mut coordinate = change.coordinate.as_str();
    while now.is_empty() {
        let Some(parent) = parent(coordinate) else { break };
        coordinate = parent;
        now = new.locate(coordinate);
        // Of the subgraphs that have what it was in, those that had it.
        let had = |place: &Location| before.iter().any(|old| old.subgraph == place.subgraph);
        if now.iter().any(had) {
            now.retain(had);
        }
    }
    if now.is_empty() {
        now = before.iter().filter_map(|place| new.beginning(place.subgraph.as_deref())).collect();
        now.dedup();
    }
    for place in &mut now {
        place.label = label.to_owned();
    }
    for place in &mut before {
        place.label = "so it was before".to_owned();
    }
    let uses = sites.iter().take(SHOWN).map(|site| site.location.clone());
    now.into_iter().chain(uses).chain(before).collect()
}

/// What the element with a coordinate is in.
fn parent(coordinate: &str) -> Option<&str> {
    coordinate.rsplit_once('(').or_else(|| coordinate.split_once('.')).map(|(parent, _)| parent)
}

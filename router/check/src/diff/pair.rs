//! The same name in two schemas.

use std::collections::HashMap;

/// What became of a thing.
pub(super) enum Pair<T> {
    Removed(T),
    Added(T),
    Kept(T, T),
}

/// The things of both sides by name: first the old ones in their order, then those that are new.
pub(super) fn pairs<'s, T: Copy>(
    old: impl Iterator<Item = (&'s str, T)>,
    new: impl Iterator<Item = (&'s str, T)>,
) -> Vec<(&'s str, Pair<T>)> {
    let (old, new): (Vec<_>, Vec<_>) = (old.collect(), new.collect());
    let before: HashMap<_, _> = old.iter().copied().collect();
    let after: HashMap<_, _> = new.iter().copied().collect();
    let of_old = old.iter().map(|(name, old)| match after.get(name) {
        Some(new) => (*name, Pair::Kept(*old, *new)),
        None => (*name, Pair::Removed(*old)),
    });
    let of_new = new.iter().filter(|(name, _)| !before.contains_key(name));
    of_old.chain(of_new.map(|(name, new)| (*name, Pair::Added(*new)))).collect()
}

/// Names without anything to them.
pub(super) fn names<'s>(names: impl Iterator<Item = &'s str>) -> impl Iterator<Item = (&'s str, ())> {
    names.map(|name| (name, ()))
}

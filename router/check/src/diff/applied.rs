//! Directives that stand on an element, but for those that have a meaning of their own.

use apollo_compiler::{Node, ast::Directive};

use super::{ChangeCode, Changes, Pair, pairs};

/// What [`super`] compares by its meaning.
const KNOWN: [&str; 3] = ["deprecated", "oneOf", "specifiedBy"];

pub(super) fn applied<'s>(
    coordinate: &str,
    old: impl Iterator<Item = &'s Node<Directive>>,
    new: impl Iterator<Item = &'s Node<Directive>>,
    changes: &mut Changes,
) {
    let (old, new) = (written(old), written(new));
    for (name, pair) in pairs(view(&old), view(&new)) {
        let (code, what, detail) = match pair {
            Pair::Kept(old, new) if old == new => continue,
            Pair::Kept(old, new) => {
                (ChangeCode::AppliedDirectiveChanged, "changed", format!("{} -> {}", old.join(" "), new.join(" ")))
            }
            Pair::Removed(old) => (ChangeCode::AppliedDirectiveRemoved, "was removed", old.join(" ")),
            Pair::Added(new) => (ChangeCode::AppliedDirectiveAdded, "was added", new.join(" ")),
        };
        let message = format!("`@{name}` on `{coordinate}` {what}: `{detail}`");
        changes.dangerous(code, coordinate, message).detail = Some(detail);
    }
}

/// Applications by the directive's name, as they are written; the arguments in the order of their names, for it means
/// nothing. That of repeated applications may.
fn written<'s>(directives: impl Iterator<Item = &'s Node<Directive>>) -> Vec<(&'s str, Vec<String>)> {
    let mut written: Vec<(&str, Vec<String>)> = Vec::new();
    for directive in directives.filter(|directive| !KNOWN.contains(&directive.name.as_str())) {
        let mut sorted = directive.as_ref().clone();
        sorted.arguments.sort_by(|a, b| a.name.cmp(&b.name));
        let text = sorted.serialize().no_indent().to_string();
        match written.iter_mut().find(|(name, _)| directive.name == *name) {
            Some((_, texts)) => texts.push(text),
            None => written.push((directive.name.as_str(), vec![text])),
        }
    }
    written
}

fn view<'w>(written: &'w [(&'w str, Vec<String>)]) -> impl Iterator<Item = (&'w str, &'w [String])> {
    written.iter().map(|(name, texts)| (*name, texts.as_slice()))
}

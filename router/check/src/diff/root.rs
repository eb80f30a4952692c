//! Where operations begin.

use apollo_compiler::{Schema, ast::OperationType};

use super::{ChangeCode, Changes, Use, applied::applied, description::description};

pub(super) fn compare(old: &Schema, new: &Schema, changes: &mut Changes) {
    for operation in [OperationType::Query, OperationType::Mutation, OperationType::Subscription] {
        let kind = operation.name();
        match (old.root_operation(operation), new.root_operation(operation)) {
            (None, None) => {}
            (None, Some(root)) => {
                let message = format!("`{root}` became the {kind} root");
                changes.safe(ChangeCode::RootTypeAdded, root.as_str(), message).detail = Some(kind.to_owned());
            }
            (Some(root), None) => {
                let message = format!("there is no {kind} root any more: it was `{root}`");
                let breaks = vec![Use::element(root.as_str())];
                let change = changes.breaking(ChangeCode::RootTypeRemoved, root.as_str(), message, breaks);
                change.detail = Some(kind.to_owned());
            }
            (Some(old), Some(new)) if old != new => {
                let message = format!("the {kind} root changed from `{old}` to `{new}`");
                let breaks = vec![Use::element(old.as_str())];
                let change = changes.breaking(ChangeCode::RootTypeChanged, old.as_str(), message, breaks);
                change.detail = Some(format!("{old} -> {new}"));
            }
            (Some(_), Some(_)) => {}
        }
    }
    let (old, new) = (&old.schema_definition, &new.schema_definition);
    description("schema", old.description.as_ref(), new.description.as_ref(), changes);
    let before = old.directives.iter().map(|directive| &directive.node);
    let after = new.directives.iter().map(|directive| &directive.node);
    applied("schema", before, after, changes);
}

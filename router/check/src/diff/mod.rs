//! What is different between two API schemas, by the rules of GraphQL Inspector and of GraphQL's reference implementation.
//! <https://the-guild.dev/graphql/inspector/docs/essentials/diff>

mod applied;
mod deprecation;
mod description;
mod directive;
mod enumeration;
mod implementation;
mod input_value;
mod object;
mod pair;
mod root;
mod scalar;
mod type_reference;
mod union;

use apollo_compiler::{
    Node, Schema,
    schema::{Directive, ExtendedType},
};

use self::{
    applied::applied,
    description::description,
    input_value::{INPUT_FIELD, InputValues},
    pair::{Pair, pairs},
};
use crate::change::{Change, ChangeCode, Criticality, Use};

/// All changes from `old` to `new`, the worst first, then by coordinate and code. None if the two mean the same, in whatever
/// order they say it.
pub fn diff(old: &Schema, new: &Schema) -> Vec<Change> {
    let mut changes = Changes::default();
    root::compare(old, new, &mut changes);
    for (name, pair) in pairs(types(old), types(new)) {
        match pair {
            Pair::Removed(ty) => {
                let breaks = uses(ty);
                changes.breaking(ChangeCode::TypeRemoved, name, format!("{} `{name}` was removed", kind(ty)), breaks);
            }
            Pair::Added(ty) => {
                changes.safe(ChangeCode::TypeAdded, name, format!("{} `{name}` was added", kind(ty)));
            }
            Pair::Kept(old, new) => compare(name, old, new, &mut changes),
        }
    }
    directive::compare(old, new, &mut changes);
    changes.sorted()
}

fn types(schema: &Schema) -> impl Iterator<Item = (&str, &ExtendedType)> {
    schema.types.iter().filter(|(_, ty)| !ty.is_built_in()).map(|(name, ty)| (name.as_str(), ty))
}

fn compare(name: &str, old: &ExtendedType, new: &ExtendedType, changes: &mut Changes) {
    description(name, old.description(), new.description(), changes);
    applied(name, directives(old), directives(new), changes);
    match (old, new) {
        (ExtendedType::Scalar(old), ExtendedType::Scalar(new)) => scalar::compare(name, old, new, changes),
        (ExtendedType::Object(old), ExtendedType::Object(new)) => {
            implementation::compare(name, &old.implements_interfaces, &new.implements_interfaces, changes);
            object::compare(name, &old.fields, &new.fields, changes);
        }
        (ExtendedType::Interface(old), ExtendedType::Interface(new)) => {
            implementation::compare(name, &old.implements_interfaces, &new.implements_interfaces, changes);
            object::compare(name, &old.fields, &new.fields, changes);
        }
        (ExtendedType::Union(old), ExtendedType::Union(new)) => union::compare(name, old, new, changes),
        (ExtendedType::Enum(old), ExtendedType::Enum(new)) => enumeration::compare(name, old, new, changes),
        (ExtendedType::InputObject(old), ExtendedType::InputObject(new)) => {
            input_value::one_of(name, old, new, changes);
            let values = InputValues { kind: &INPUT_FIELD, owner: name };
            let old = old.fields.values().map(|field| &field.node);
            values.compare(old, new.fields.values().map(|field| &field.node), changes);
        }
        (old_type, new_type) => {
            let (from, to) = (kind(old_type), kind(new_type));
            let message = format!("`{name}` changed from {from} to {to}");
            let change = changes.breaking(ChangeCode::TypeKindChanged, name, message, uses(old_type));
            change.detail = Some(format!("{from} -> {to}"));
        }
    }
}

/// Every way in which an operation uses a type: all literals of an enum are uses of it too.
fn uses(ty: &ExtendedType) -> Vec<Use> {
    let name = ty.name();
    let mut uses = vec![Use::element(name.as_str())];
    if let ExtendedType::Enum(ty) = ty {
        uses.extend(ty.values.keys().map(|value| Use::element(format!("{name}.{value}"))));
    }
    uses
}

fn kind(ty: &ExtendedType) -> &'static str {
    match ty {
        ExtendedType::Scalar(_) => "scalar",
        ExtendedType::Object(_) => "type",
        ExtendedType::Interface(_) => "interface",
        ExtendedType::Union(_) => "union",
        ExtendedType::Enum(_) => "enum",
        ExtendedType::InputObject(_) => "input",
    }
}

fn directives(ty: &ExtendedType) -> impl Iterator<Item = &Node<Directive>> {
    ty.directives().iter().map(|directive| &directive.node)
}

/// The changes so far.
#[derive(Default)]
struct Changes(Vec<Change>);

impl Changes {
    fn breaking(
        &mut self,
        code: ChangeCode,
        coordinate: impl Into<String>,
        message: impl Into<String>,
        breaks: Vec<Use>,
    ) -> &mut Change {
        let change = self.push(code, Criticality::Breaking, coordinate, message);
        change.breaks = breaks;
        change
    }

    fn dangerous(
        &mut self,
        code: ChangeCode,
        coordinate: impl Into<String>,
        message: impl Into<String>,
    ) -> &mut Change {
        self.push(code, Criticality::Dangerous, coordinate, message)
    }

    fn safe(&mut self, code: ChangeCode, coordinate: impl Into<String>, message: impl Into<String>) -> &mut Change {
        self.push(code, Criticality::Safe, coordinate, message)
    }

    fn push(
        &mut self,
        code: ChangeCode,
        criticality: Criticality,
        coordinate: impl Into<String>,
        message: impl Into<String>,
    ) -> &mut Change {
        self.0.push_mut(Change {
            code,
            criticality,
            coordinate: coordinate.into(),
            detail: None,
            message: message.into(),
            breaks: Vec::new(),
        })
    }

    fn sorted(mut self) -> Vec<Change> {
        let key = |change: &Change| (change.criticality, change.coordinate.clone(), change.code, change.detail.clone());
        self.0.sort_by_cached_key(key);
        self.0
    }
}

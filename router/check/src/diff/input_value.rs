//! What is given: arguments of fields and of directives, and fields of inputs.

use apollo_compiler::{
    Node,
    ast::{InputValueDefinition, Value},
    schema::InputObjectType,
};

use super::{
    ChangeCode, Changes, Pair, Use, applied::applied, deprecation::deprecation, description::description, pairs,
    type_reference::takes_all,
};
use crate::change::Criticality;

/// What the changes of one kind of input value are called.
pub(super) struct Kind {
    noun: &'static str,
    /// Whether it is an argument, `owner(name:)`, and no field, `owner.name`.
    is_argument: bool,
    optional_added: ChangeCode,
    /// Whether leaving it out could mean something new.
    optional_criticality: Criticality,
    required_added: ChangeCode,
    removed: ChangeCode,
    type_changed: ChangeCode,
    default_changed: ChangeCode,
}

pub(super) const ARGUMENT: Kind = Kind {
    noun: "argument",
    is_argument: true,
    optional_added: ChangeCode::OptionalArgumentAdded,
    optional_criticality: Criticality::Dangerous,
    required_added: ChangeCode::RequiredArgumentAdded,
    removed: ChangeCode::ArgumentRemoved,
    type_changed: ChangeCode::ArgumentTypeChanged,
    default_changed: ChangeCode::ArgumentDefaultChanged,
};

pub(super) const DIRECTIVE_ARGUMENT: Kind = Kind {
    noun: "argument",
    is_argument: true,
    optional_added: ChangeCode::OptionalDirectiveArgumentAdded,
    optional_criticality: Criticality::Safe,
    required_added: ChangeCode::RequiredDirectiveArgumentAdded,
    removed: ChangeCode::DirectiveArgumentRemoved,
    type_changed: ChangeCode::DirectiveArgumentTypeChanged,
    default_changed: ChangeCode::DirectiveArgumentDefaultChanged,
};

pub(super) const INPUT_FIELD: Kind = Kind {
    noun: "input field",
    is_argument: false,
    optional_added: ChangeCode::OptionalInputFieldAdded,
    optional_criticality: Criticality::Dangerous,
    required_added: ChangeCode::RequiredInputFieldAdded,
    removed: ChangeCode::InputFieldRemoved,
    type_changed: ChangeCode::InputFieldTypeChanged,
    default_changed: ChangeCode::InputFieldDefaultChanged,
};

/// The input values of one owner: a field, a directive, an input.
pub(super) struct InputValues<'k> {
    pub(super) kind: &'k Kind,
    /// The owner's coordinate.
    pub(super) owner: &'k str,
}

impl InputValues<'_> {
    pub(super) fn compare<'s>(
        &self,
        old: impl Iterator<Item = &'s Node<InputValueDefinition>>,
        new: impl Iterator<Item = &'s Node<InputValueDefinition>>,
        changes: &mut Changes,
    ) {
        let by_name = |value: &'s Node<InputValueDefinition>| (value.name.as_str(), value.as_ref());
        for (name, pair) in pairs(old.map(by_name), new.map(by_name)) {
            let coordinate = self.coordinate(name);
            match pair {
                Pair::Removed(_) => {
                    let message = format!("{} `{coordinate}` was removed", self.kind.noun);
                    let breaks = vec![Use::element(&coordinate)];
                    changes.breaking(self.kind.removed, coordinate, message, breaks);
                }
                Pair::Added(value) => self.added(coordinate, value, changes),
                Pair::Kept(old, new) => self.kept(&coordinate, old, new, changes),
            }
        }
    }

    fn coordinate(&self, name: &str) -> String {
        let Self { owner, kind } = self;
        if kind.is_argument { format!("{owner}({name}:)") } else { format!("{owner}.{name}") }
    }

    fn added(&self, coordinate: String, value: &InputValueDefinition, changes: &mut Changes) {
        let noun = self.kind.noun;
        if value.is_required() {
            let message = format!("required {noun} `{coordinate}` of type `{}` was added", value.ty);
            changes.breaking(self.kind.required_added, coordinate, message, vec![Use::element(self.owner)]);
        } else {
            let message = format!("optional {noun} `{coordinate}` of type `{}` was added", value.ty);
            changes.push(self.kind.optional_added, self.kind.optional_criticality, coordinate, message);
        }
    }

    fn kept(&self, coordinate: &str, old: &InputValueDefinition, new: &InputValueDefinition, changes: &mut Changes) {
        // Who does not give it is broken too, once it must be given.
        let mut breaks = vec![Use::element(coordinate)];
        if new.is_required() && !old.is_required() {
            breaks.push(Use::element(self.owner));
        }
        if old.ty != new.ty {
            let noun = self.kind.noun;
            let message = format!("type of {noun} `{coordinate}` changed from `{}` to `{}`", old.ty, new.ty);
            let change = if takes_all(&old.ty, &new.ty) {
                changes.safe(self.kind.type_changed, coordinate, message)
            } else {
                changes.breaking(self.kind.type_changed, coordinate, message, breaks.clone())
            };
            change.detail = Some(format!("{} -> {}", old.ty, new.ty));
        }
        self.default(coordinate, old, new, breaks, changes);
        description(coordinate, old.description.as_ref(), new.description.as_ref(), changes);
        deprecation(coordinate, &old.directives, &new.directives, changes);
        let (before, after) = (old.directives.iter(), new.directives.iter());
        applied(coordinate, before, after, changes);
    }

    fn default(
        &self,
        coordinate: &str,
        old: &InputValueDefinition,
        new: &InputValueDefinition,
        breaks: Vec<Use>,
        changes: &mut Changes,
    ) {
        let (before, after) = (written(old.default_value.as_ref()), written(new.default_value.as_ref()));
        if before == after {
            return;
        }
        let show = |value: &Option<String>| value.as_ref().map_or("none".to_owned(), |value| format!("`{value}`"));
        let (from, to) = (show(&before), show(&after));
        let message = format!("default of {} `{coordinate}` changed from {from} to {to}", self.kind.noun);
        // A type that became non-null is a change of its own, and says so.
        let change = if new.is_required() && !old.is_required() && old.ty.is_non_null() {
            changes.breaking(self.kind.default_changed, coordinate, message, breaks)
        } else {
            changes.dangerous(self.kind.default_changed, coordinate, message)
        };
        change.detail = Some(format!("{from} -> {to}").replace('`', ""));
    }
}

/// Whether exactly one field of an input must be given.
pub(super) fn one_of(name: &str, old: &InputObjectType, new: &InputObjectType, changes: &mut Changes) {
    match (old.directives.has("oneOf"), new.directives.has("oneOf")) {
        (false, true) => {
            let message = format!("input `{name}` takes exactly one field now (`@oneOf`)");
            changes.breaking(ChangeCode::OneOfAdded, name, message, vec![Use::element(name)]);
        }
        (true, false) => {
            let message = format!("input `{name}` may take several fields now (`@oneOf` was removed)");
            changes.safe(ChangeCode::OneOfRemoved, name, message);
        }
        _ => {}
    }
}

/// A value as it is written, with the fields of objects in the order of their names: it means nothing.
fn written(value: Option<&Node<Value>>) -> Option<String> {
    let mut value = value?.clone();
    sort(&mut value);
    Some(value.serialize().no_indent().to_string())
}

/// The parser limits how deep a value is.
fn sort(value: &mut Node<Value>) {
    match value.make_mut() {
        Value::Object(fields) => {
            fields.iter_mut().for_each(|(_, value)| sort(value));
            fields.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
        Value::List(items) => items.iter_mut().for_each(sort),
        _ => {}
    }
}

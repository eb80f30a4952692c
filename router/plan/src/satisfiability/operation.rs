//! Operations, as messages show them.

use apollo_compiler::{Name, ast::FieldDefinition};

use super::walk::{Arrival, StateId, Walk};
use crate::OperationType;

/// A field that an operation asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step<'a> {
    pub field: &'a FieldDefinition,
    /// What it must return to go on, where that may be several things.
    pub object: Option<&'a Name>,
}

/// The operation that goes on from a state by one step.
pub(super) fn operation(walk: &Walk<'_>, id: StateId, last: Step<'_>) -> String {
    let mut steps = vec![last];
    let mut at = id;
    let kind = loop {
        match &walk.state(at).from {
            Arrival::Root(kind) => break *kind,
            Arrival::Field(above, step) => {
                steps.push(*step);
                at = *above;
            }
        }
    };
    let mut text = if kind == OperationType::Query { String::new() } else { format!("{kind} ") };
    let mut closing = String::new();
    let mut open = |text: &mut String, what: &str| {
        text.push_str(&format!("{{ {what}"));
        closing.push_str(" }");
    };
    for step in steps.into_iter().rev() {
        open(&mut text, &field(step.field));
        text.push(' ');
        if let Some(object) = step.object {
            open(&mut text, &format!("... on {object} "));
        }
    }
    if walk.graph.composite(last.field.ty.inner_named_type()).is_some() {
        open(&mut text, "...");
    }
    format!("{}{closing}", text.trim_end())
}

/// A field with what it cannot be asked without.
fn field(field: &FieldDefinition) -> String {
    let required = field.arguments.iter().filter(|argument| argument.is_required());
    let required: Vec<_> = required.map(|argument| format!("{}: <{}>", argument.name, argument.ty)).collect();
    if required.is_empty() { field.name.to_string() } else { format!("{}({})", field.name, required.join(", ")) }
}

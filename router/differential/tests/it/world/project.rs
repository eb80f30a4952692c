//! What a field set selects of an object.

use apollo_compiler::{
    Name,
    ast::Value as Literal,
    executable::{Field, Selection, SelectionSet},
    response::{JsonMap, JsonValue},
};

use super::{Object, Value, World};
use crate::subgraph::Subgraph;

impl World<'_> {
    /// What a subgraph's field set selects of an object: as a representation would carry it.
    pub fn project(&self, subgraph: &Subgraph, object: &Object, selections: &SelectionSet) -> JsonValue {
        let mut map = JsonMap::new();
        self.project_into(subgraph, object, selections, &mut map);
        map.into()
    }

    fn project_into(&self, subgraph: &Subgraph, object: &Object, selections: &SelectionSet, map: &mut JsonMap) {
        for selection in &selections.selections {
            match selection {
                Selection::Field(field) if field.name == "__typename" => {}
                Selection::Field(field) => {
                    let arguments = self.graph.shapes.arguments(&object.ty, &field.name, &literals(field));
                    let value = self.value(object, &field.name, &arguments);
                    let value = self.projected(subgraph, value, &field.selection_set);
                    match (map.get_mut(field.name.as_str()), value) {
                        (Some(known), value) => merge(known, value),
                        (None, value) => drop(map.insert(field.name.as_str(), value)),
                    }
                }
                Selection::InlineFragment(fragment) => {
                    if self.is_of(subgraph, object, fragment.type_condition.as_ref()) {
                        self.project_into(subgraph, object, &fragment.selection_set, map);
                    }
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn projected(&self, subgraph: &Subgraph, value: Value, selections: &SelectionSet) -> JsonValue {
        match value {
            Value::Leaf(json) => json,
            Value::Object(object) => self.project(subgraph, &object, selections),
            Value::List(elements) => {
                let elements = elements.into_iter();
                JsonValue::Array(elements.map(|element| self.projected(subgraph, element, selections)).collect())
            }
        }
    }

    /// Whether an object is of a type, as a subgraph sees it.
    pub fn is_of(&self, subgraph: &Subgraph, object: &Object, ty: Option<&Name>) -> bool {
        ty.is_none_or(|ty| {
            subgraph.canonical(ty) == &object.ty
                || subgraph.possible(ty).contains(&object.ty)
                || subgraph.is_interface_object(ty) && self.graph.shapes.implementing(ty).contains(&object.ty)
        })
    }
}

/// Whether a representation has all that is wanted, and the same. It may have more; null may stand for what was not to be had.
pub fn covers(given: &JsonValue, wanted: &JsonValue, is_null_allowed: bool) -> bool {
    match (given, wanted) {
        (JsonValue::Null, _) if is_null_allowed => true,
        (JsonValue::Object(given), JsonValue::Object(wanted)) => wanted
            .iter()
            .all(|(key, wanted)| given.get(key.as_str()).is_some_and(|given| covers(given, wanted, is_null_allowed))),
        (JsonValue::Array(given), JsonValue::Array(wanted)) => {
            given.len() == wanted.len()
                && given.iter().zip(wanted).all(|(given, wanted)| covers(given, wanted, is_null_allowed))
        }
        _ => given == wanted,
    }
}

fn merge(known: &mut JsonValue, more: JsonValue) {
    match (known, more) {
        (JsonValue::Object(known), JsonValue::Object(more)) => {
            for (key, value) in more {
                match known.get_mut(key.as_str()) {
                    Some(known) => merge(known, value),
                    None => drop(known.insert(key, value)),
                }
            }
        }
        (JsonValue::Array(known), JsonValue::Array(more)) => {
            known.iter_mut().zip(more).for_each(|(known, more)| merge(known, more));
        }
        _ => {}
    }
}

/// The arguments of a field in a field set, which has no variables.
fn literals(field: &Field) -> JsonMap {
    let mut map = JsonMap::new();
    for argument in &field.definition.arguments {
        let given = field.specified_argument_by_name(&argument.name);
        if let Some(value) = given.or(argument.default_value.as_ref()) {
            map.insert(argument.name.as_str(), literal(value));
        }
    }
    map
}

fn literal(value: &Literal) -> JsonValue {
    match value {
        Literal::Null | Literal::Variable(_) => JsonValue::Null,
        Literal::Enum(name) => JsonValue::from(name.as_str()),
        Literal::String(text) => JsonValue::from(text.as_str()),
        Literal::Boolean(value) => JsonValue::from(*value),
        Literal::Int(number) => JsonValue::from(number.try_to_i32().unwrap_or_default()),
        Literal::Float(number) => JsonValue::from(number.try_to_f64().unwrap_or_default()),
        Literal::List(elements) => JsonValue::Array(elements.iter().map(|element| literal(element)).collect()),
        Literal::Object(fields) => {
            fields.iter().map(|(name, value)| (name.as_str().into(), literal(value))).collect::<JsonMap>().into()
        }
    }
}

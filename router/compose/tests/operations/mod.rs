//! Operations that ask for everything that an API has.

use std::collections::{HashSet, VecDeque};

use apollo_compiler::{
    Name, Schema,
    ast::{FieldDefinition, OperationType},
    schema::ExtendedType,
};

/// How many fields are asked for in each other at most.
const DEPTH: usize = 6;

/// A field on the way, and the object that it must return.
type Step<'a> = (&'a FieldDefinition, Option<&'a Name>);

/// Operations that ask for one leaf each, on all ways that differ in their last two fields.
pub fn operations(api: &Schema) -> Vec<String> {
    let mut operations = Vec::new();
    for kind in [OperationType::Query, OperationType::Mutation, OperationType::Subscription] {
        let Some(root) = api.root_operation(kind) else { continue };
        let mut seen = HashSet::new();
        let mut queue: VecDeque<(&Name, Vec<Step<'_>>)> = VecDeque::from([(root, Vec::new())]);
        while let Some((ty, steps)) = queue.pop_front() {
            let Some(object) = api.get_object(ty) else { continue };
            for field in object.fields.values() {
                let before = steps.last().map(|(field, _)| &field.name);
                if steps.len() >= DEPTH || !seen.insert((ty, before, &field.name)) {
                    continue;
                }
                let returned = field.ty.inner_named_type();
                match api.types.get(returned) {
                    Some(ExtendedType::Object(object)) => {
                        queue.push_back((&object.name, [steps.as_slice(), &[(&***field, None)]].concat()));
                    }
                    Some(ExtendedType::Interface(_) | ExtendedType::Union(_)) => {
                        operations.push(operation(kind, &steps, field, "{ __typename }"));
                        for object in api.types.values().filter_map(ExtendedType::as_object) {
                            if api.is_subtype(returned, &object.name) {
                                let step = (&***field, Some(&object.name));
                                queue.push_back((&object.name, [steps.as_slice(), &[step]].concat()));
                            }
                        }
                    }
                    _ => operations.push(operation(kind, &steps, field, "")),
                }
            }
        }
    }
    operations
}

fn operation(kind: OperationType, steps: &[Step<'_>], last: &FieldDefinition, rest: &str) -> String {
    let mut variables = Vec::new();
    let mut text = String::new();
    let mut closing = String::new();
    for (field, object) in steps.iter().copied().chain([(last, None)]) {
        text.push_str(&format!("{{ {} ", select(field, &mut variables)));
        closing.push('}');
        if let Some(object) = object {
            text.push_str(&format!("{{ ... on {object} "));
            closing.push('}');
        }
    }
    let variables = if variables.is_empty() { String::new() } else { format!("({})", variables.join(", ")) };
    format!("{kind} Test{variables} {text} {rest} {closing}")
}

fn select(field: &FieldDefinition, variables: &mut Vec<String>) -> String {
    let mut arguments = Vec::new();
    for argument in field.arguments.iter().filter(|argument| argument.is_required()) {
        let name = format!("$v{}", variables.len());
        variables.push(format!("{name}: {}", argument.ty));
        arguments.push(format!("{}: {name}", argument.name));
    }
    if arguments.is_empty() { field.name.to_string() } else { format!("{}({})", field.name, arguments.join(", ")) }
}

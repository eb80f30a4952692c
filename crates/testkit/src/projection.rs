//! The part of a client's operation that one subgraph answers.
//!
//! Clients write operations against the composed schema. Until a router splits them, a test of one subgraph runs the
//! fields that this subgraph has: an upper bound of what a router would send it for the operation's root fields.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use async_graphql::{
    Name,
    parser::{
        parse_query, parse_schema,
        types::{ExecutableDocument, Field, OperationType, Selection, SelectionSet, TypeKind, TypeSystemDefinition},
    },
};
use async_graphql_value::Value;

/// What is left of `operation`, a document with one named operation, of which `sdl` has the fields; none if nothing is.
#[must_use]
pub fn project(operation: &str, sdl: &str) -> Option<String> {
    let schema = Types::read(sdl);
    let document = parse_query(operation).expect("a client operation parses");
    let (name, definition) = document.operations.iter().next().expect("one operation");
    let definition = &definition.node;
    let (keyword, root) = match definition.ty {
        OperationType::Query => ("query", "Query"),
        OperationType::Mutation => ("mutation", "Mutation"),
        OperationType::Subscription => ("subscription", "Subscription"),
    };
    let mut variables = BTreeSet::new();
    let body = schema.selection(&document, &definition.selection_set.node, root, &mut variables)?;
    let declared: Vec<String> = definition
        .variable_definitions
        .iter()
        .map(|definition| &definition.node)
        .filter(|definition| variables.contains(definition.name.node.as_str()))
        .map(|definition| {
            let default =
                definition.default_value.as_ref().map(|value| format!(" = {}", value.node)).unwrap_or_default();
            format!("${}: {}{default}", definition.name.node, definition.var_type.node)
        })
        .collect();
    let declared = if declared.is_empty() { String::new() } else { format!("({})", declared.join(", ")) };
    Some(format!("{keyword} {}{declared} {body}", name.map_or("", Name::as_str)))
}

/// Per type: its fields, and the type that each leads to. Leaves lead to a type that has no fields.
struct Types(HashMap<String, HashMap<String, String>>);

impl Types {
    fn read(sdl: &str) -> Self {
        let mut types: HashMap<String, HashMap<String, String>> = HashMap::new();
        for definition in parse_schema(sdl).expect("the SDL parses").definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let fields = match definition.node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                TypeKind::Union(_) => Vec::new(),
                _ => continue,
            };
            let known = types.entry(definition.node.name.node.to_string()).or_default();
            for field in fields {
                let ty = field.node.ty.node.to_string().replace(['[', ']', '!'], "");
                known.insert(field.node.name.node.to_string(), ty);
            }
        }
        Self(types)
    }

    fn selection<'d>(
        &self,
        document: &'d ExecutableDocument,
        set: &'d SelectionSet,
        on: &str,
        variables: &mut BTreeSet<&'d str>,
    ) -> Option<String> {
        let known = self.0.get(on)?;
        let mut kept = Vec::new();
        for selection in &set.items {
            let (condition, inner) = match &selection.node {
                Selection::Field(field) => {
                    kept.extend(self.field(document, &field.node, known, variables));
                    continue;
                }
                Selection::InlineFragment(fragment) => {
                    (fragment.node.type_condition.as_ref(), &fragment.node.selection_set.node)
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = &document.fragments[&spread.node.fragment_name.node].node;
                    (Some(&fragment.type_condition), &fragment.selection_set.node)
                }
            };
            let condition = condition.map_or(on, |condition| condition.node.on.node.as_str());
            if let Some(body) = self.selection(document, inner, condition, variables) {
                kept.push(format!("... on {condition} {body}"));
            }
        }
        (!kept.is_empty()).then(|| format!("{{ {} }}", kept.join(" ")))
    }

    fn field<'d>(
        &self,
        document: &'d ExecutableDocument,
        field: &'d Field,
        known: &HashMap<String, String>,
        variables: &mut BTreeSet<&'d str>,
    ) -> Option<String> {
        let name = field.name.node.as_str();
        if name == "__typename" {
            return Some(name.to_owned());
        }
        let ty = known.get(name)?;
        let body = if field.selection_set.node.items.is_empty() {
            String::new()
        } else {
            self.selection(document, &field.selection_set.node, ty, variables)?
        };
        let mut text = String::new();
        if let Some(alias) = &field.alias {
            write!(text, "{}: ", alias.node).unwrap();
        }
        text.push_str(name);
        let arguments: Vec<String> = field
            .arguments
            .iter()
            .map(|(name, value)| {
                collect_variables(&value.node, variables);
                format!("{}: {}", name.node, value.node)
            })
            .collect();
        if !arguments.is_empty() {
            write!(text, "({})", arguments.join(", ")).unwrap();
        }
        Some(format!("{text} {body}").trim().to_owned())
    }
}

fn collect_variables<'d>(value: &'d Value, variables: &mut BTreeSet<&'d str>) {
    match value {
        Value::Variable(name) => {
            variables.insert(name.as_str());
        }
        Value::List(values) => values.iter().for_each(|value| collect_variables(value, variables)),
        Value::Object(fields) => fields.values().for_each(|value| collect_variables(value, variables)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_subgraph_does_not_have_is_left_out_with_its_variables() {
        let sdl = "type Query { channel(id: ID!): Channel } type Channel { id: ID! messages(last: Int): Message } type Message { body: String! }";
        let operation = "query Open($id: ID!, $n: Int = 5, $q: String) {
            channel(id: $id) { ...Head messages(last: $n) { body author { username } } } search(query: $q) { id } }
            fragment Head on Channel { id name }";
        let kept = "query Open($id: ID!, $n: Int = 5) { channel(id: $id) { ... on Channel { id } messages(last: $n) { body } } }";
        assert_eq!(project(operation, sdl).as_deref(), Some(kept));
        assert_eq!(project("query Search { search { id } }", sdl), None);
    }
}

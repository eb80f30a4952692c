//! Field sets: the selections inside `@key`, `@requires` and `@provides`.
//!
//! Bounded: a field set is as deeply nested as the parser lets it be, which is what every walk in here relies on.

use apollo_compiler::{
    Name, Schema,
    ast::{Definition, Directive, FieldDefinition, Selection, Value},
    parser::Parser,
    schema::{Component, ExtendedType},
};

/// How deeply a field set may be nested.
const MAX_DEPTH: usize = 64;

/// How many tokens a field set may have.
const MAX_TOKENS: usize = 10_000;

/// Reads a field set, with or without braces around it.
pub(crate) fn parse(text: &str) -> Result<Vec<Selection>, String> {
    let braced = if text.trim_start().starts_with('{') { text.to_owned() } else { format!("{{{text}}}") };
    let mut parser = Parser::new().recursion_limit(MAX_DEPTH).token_limit(MAX_TOKENS);
    let document = parser.parse_ast(braced, "fields").map_err(|with_errors| {
        let first = with_errors.errors.iter().next().map(|error| error.error.to_string());
        first.unwrap_or_else(|| "it cannot be read".to_owned())
    })?;
    match document.definitions.as_slice() {
        [Definition::OperationDefinition(operation)] if operation.name.is_none() && operation.variables.is_empty() => {
            Ok(operation.selection_set.clone())
        }
        _ => Err("it is no selection".to_owned()),
    }
}

/// The text of a directive's `fields`. Federation 1 also took a list of them, and names without quotes.
pub(crate) fn text(directive: &Directive, first: bool) -> Option<String> {
    fn one(value: &Value, first: bool) -> Option<String> {
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Enum(name) if first => Some(name.to_string()),
            _ => None,
        }
    }
    match &**directive.specified_argument_by_name("fields")? {
        Value::List(items) if first => {
            let items: Option<Vec<_>> = items.iter().map(|item| one(item, first)).collect();
            Some(items?.join(" "))
        }
        value => one(value, first),
    }
}

/// The selections of a directive's `fields`; none if they cannot be read, which validation reports.
pub(crate) fn of(directive: &Directive, first: bool) -> Vec<Selection> {
    text(directive, first).and_then(|text| parse(&text).ok()).unwrap_or_default()
}

/// A field that a field set names.
#[derive(Clone, Copy)]
pub(crate) struct Target<'s> {
    /// The type on which it is named.
    pub parent: &'s Name,
    /// Its definition there.
    pub field: &'s Component<FieldDefinition>,
}

/// Visits all the fields that a field set names, the nested ones too. What does not exist is passed over.
pub(crate) fn targets<'s>(
    schema: &'s Schema,
    parent: &str,
    selections: &[Selection],
    visit: &mut dyn FnMut(Target<'s>),
) {
    for selection in selections {
        match selection {
            Selection::Field(field) => {
                let Some((parent, fields)) = fields_of(schema, parent) else { continue };
                let Some(definition) = fields.get(&field.name) else { continue };
                visit(Target { parent, field: definition });
                targets(schema, definition.ty.inner_named_type(), &field.selection_set, visit);
            }
            Selection::InlineFragment(fragment) => {
                let parent = fragment.type_condition.as_ref().map_or(parent, Name::as_str);
                targets(schema, parent, &fragment.selection_set, visit);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

/// What is left of a field set if of its leaves only those stay that are `kept`, or are in something that is.
pub(crate) fn retain(
    schema: &Schema,
    parent: &str,
    selections: &[Selection],
    kept: &dyn Fn(&str, &str) -> bool,
) -> Vec<Selection> {
    let retain_one = |selection: &Selection| match selection {
        Selection::Field(field) => {
            if kept(parent, &field.name) {
                return Some(selection.clone());
            }
            let definition = fields_of(schema, parent).and_then(|(_, fields)| fields.get(&field.name));
            let base = definition.map(|definition| definition.ty.inner_named_type());
            let is_leaf = base.and_then(|base| schema.types.get(base)).is_some_and(ExtendedType::is_leaf);
            let Some(base) = base.filter(|_| is_leaf == field.selection_set.is_empty()) else {
                // What is wrong is left for validation to report.
                return Some(selection.clone());
            };
            let inside = retain(schema, base, &field.selection_set, kept);
            let mut field = field.clone();
            field.make_mut().selection_set = inside;
            (!field.selection_set.is_empty()).then_some(Selection::Field(field))
        }
        Selection::InlineFragment(fragment) => {
            let parent = fragment.type_condition.as_ref().map_or(parent, Name::as_str);
            let mut fragment = fragment.clone();
            fragment.make_mut().selection_set = retain(schema, parent, &fragment.selection_set, kept);
            (!fragment.selection_set.is_empty()).then_some(Selection::InlineFragment(fragment))
        }
        Selection::FragmentSpread(_) => None,
    };
    selections.iter().filter_map(retain_one).collect()
}

/// A field set on one line.
pub(crate) fn print(selections: &[Selection]) -> String {
    let print = |selection: &Selection| selection.serialize().no_indent().to_string();
    selections.iter().map(print).collect::<Vec<_>>().join(" ")
}

/// The fields of an object or an interface, with the type's name.
pub(crate) fn fields_of<'s>(
    schema: &'s Schema,
    name: &str,
) -> Option<(&'s Name, &'s apollo_compiler::collections::IndexMap<Name, Component<FieldDefinition>>)> {
    match schema.types.get(name)? {
        ExtendedType::Object(object) => Some((&object.name, &object.fields)),
        ExtendedType::Interface(interface) => Some((&interface.name, &interface.fields)),
        _ => None,
    }
}

//! Where elements of the merged schema come from.

use apollo_compiler::{Node, Schema, ast::InputValueDefinition, parser::SourceSpan, schema::ExtendedType};

use super::{Subgraph, Validated};
use crate::{diagnostic::Location, field_set::fields_of};

/// Where the element with a coordinate such as `User`, `User.name` or `Query.user(id:)` is, in all the subgraphs that have
/// it.
pub(crate) fn locate(subgraphs: &[Subgraph<Validated>], coordinate: &str) -> Vec<Location> {
    let (path, argument) = match coordinate.split_once('(') {
        Some((path, argument)) => (path, Some(argument.trim_end_matches(":)"))),
        None => (coordinate, None),
    };
    let (ty, member) = match path.split_once('.') {
        Some((ty, member)) => (ty, Some(member)),
        None => (path, None),
    };
    let locate = |subgraph: &Subgraph<Validated>| {
        let span = span(subgraph, ty, member, argument)?;
        subgraph.location(Some(span), format!("in subgraph `{}`", subgraph.name))
    };
    subgraphs.iter().filter_map(locate).collect()
}

/// Where something is that was merged as it was written.
pub(crate) fn locate_span(subgraphs: &[Subgraph<Validated>], span: Option<SourceSpan>) -> Option<Location> {
    let file = span?.file_id();
    let subgraph = subgraphs.iter().find(|subgraph| subgraph.schema().sources.contains_key(&file))?;
    subgraph.location(span, format!("in subgraph `{}`", subgraph.name))
}

fn span(subgraph: &Subgraph<Validated>, ty: &str, member: Option<&str>, argument: Option<&str>) -> Option<SourceSpan> {
    if let Some(directive) = ty.strip_prefix('@') {
        let definition = subgraph.schema().directive_definitions.get(directive)?;
        return match argument {
            Some(argument) => definition.argument_by_name(argument)?.name.location(),
            None => definition.name.location(),
        };
    }
    let definition = subgraph.schema().types.get(ty)?;
    let Some(member) = member else { return definition.name().location() };
    match definition {
        ExtendedType::InputObject(input) => input.fields.get(member)?.name.location(),
        ExtendedType::Enum(ty) => ty.values.get(member)?.value.location(),
        _ => {
            let (_, fields) = fields_of(subgraph.schema(), ty)?;
            let field = fields.get(member)?;
            match argument {
                Some(argument) => field.argument_by_name(argument)?.name.location(),
                None => field.name.location(),
            }
        }
    }
}

/// The coordinate of the innermost element of a document that a span is in.
pub(crate) fn coordinate_of(schema: &Schema, span: Option<SourceSpan>) -> Option<String> {
    let span = span?;
    let is_in = |element: Option<SourceSpan>| {
        element.is_some_and(|element| {
            element.file_id() == span.file_id()
                && element.offset() <= span.offset()
                && span.end_offset() <= element.end_offset()
        })
    };
    let argument = |arguments: &[Node<InputValueDefinition>]| {
        let argument = arguments.iter().find(|argument| is_in(argument.location()))?;
        Some(format!("({}:)", argument.name))
    };
    for ty in schema.types.values().filter(|ty| !ty.is_built_in()) {
        if let Some((name, fields)) = fields_of(schema, ty.name())
            && let Some(field) = fields.values().find(|field| is_in(field.location()))
        {
            let argument = argument(&field.arguments).unwrap_or_default();
            return Some(format!("{name}.{}{argument}", field.name));
        }
        let member = match ty {
            ExtendedType::InputObject(input) => {
                input.fields.values().find(|field| is_in(field.location())).map(|field| &field.name)
            }
            ExtendedType::Enum(ty) => {
                ty.values.values().find(|value| is_in(value.location())).map(|value| &value.value)
            }
            _ => None,
        };
        if let Some(member) = member {
            return Some(format!("{}.{member}", ty.name()));
        }
    }
    if let Some(definition) = schema.directive_definitions.values().find(|definition| is_in(definition.location())) {
        let argument = argument(&definition.arguments).unwrap_or_default();
        return Some(format!("@{}{argument}", definition.name));
    }
    let is_around = |ty: &&ExtendedType| {
        is_in(ty.location()) || ty.extensions().iter().any(|extension| is_in(extension.location()))
    };
    Some(schema.types.values().find(is_around)?.name().to_string())
}

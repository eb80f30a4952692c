//! Where elements of the merged schema come from.

use apollo_compiler::{parser::SourceSpan, schema::ExtendedType};

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

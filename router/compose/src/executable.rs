//! Which places operations have, and not only schemas. <https://spec.graphql.org/draft/#ExecutableDirectiveLocation>

use apollo_compiler::ast::DirectiveLocation;

/// Whether an operation has such a place.
pub(crate) fn is_executable(location: DirectiveLocation) -> bool {
    matches!(
        location,
        DirectiveLocation::Query
            | DirectiveLocation::Mutation
            | DirectiveLocation::Subscription
            | DirectiveLocation::Field
            | DirectiveLocation::FragmentDefinition
            | DirectiveLocation::FragmentSpread
            | DirectiveLocation::InlineFragment
            | DirectiveLocation::VariableDefinition
    )
}

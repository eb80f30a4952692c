//! The contract: the SDL that a subgraph serves, as it is committed under `schema/`.

use async_graphql::{ObjectType, SDLExportOptions, Schema, SchemaBuilder, SubscriptionType};

use crate::limit;

/// Finishes a subgraph's schema: federation, and the limits of [`crate::limit`]. In production it does not explain itself:
/// no introspection, no "did you mean".
pub fn finish<Q, M, S>(builder: SchemaBuilder<Q, M, S>, production: bool) -> Schema<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    let builder = builder
        .enable_federation()
        .limit_depth(limit::MAX_DEPTH)
        .limit_recursive_depth(limit::MAX_RECURSION)
        .limit_directives(limit::MAX_DIRECTIVES)
        .extension(limit::CostLimit);
    if production { builder.disable_introspection().disable_suggestions().finish() } else { builder.finish() }
}

/// The SDL of `schema`, with its federation directives: what `schema` prints and CI compares.
#[must_use]
pub fn sdl<Q, M, S>(schema: &Schema<Q, M, S>) -> String
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    let options =
        SDLExportOptions::new().federation().include_specified_by().prefer_single_line_descriptions().use_space_ident();
    let mut sdl = schema.sdl_with_options(options).trim().to_owned();
    sdl.push('\n');
    sdl
}

//! Who asks: the verified identity of the request, as resolvers see it.

use async_graphql::Context;
use chat_chassis::{Identity, Viewer};

use crate::Fault;

/// The signed-in user, or none.
#[must_use]
pub fn viewer<'a>(ctx: &Context<'a>) -> Option<&'a Viewer> {
    ctx.data_opt::<Identity>().and_then(|identity| identity.viewer.as_ref())
}

/// The signed-in user, or the fault that nobody is.
pub fn signed_in<'a>(ctx: &Context<'a>) -> Result<&'a Viewer, Fault> {
    viewer(ctx).ok_or(Fault::Unauthenticated)
}

/// The service that calls on its own behalf, or the fault that none does.
pub fn service<'a>(ctx: &Context<'a>) -> Result<&'a str, Fault> {
    ctx.data_opt::<Identity>().and_then(|identity| identity.service.as_deref()).ok_or(Fault::Forbidden)
}

/// Something that the endpoint or the schema's builder put there: a store, a loader.
pub fn given<'a, T: Send + Sync + 'static>(ctx: &Context<'a>) -> Result<&'a T, Fault> {
    ctx.data_opt().ok_or_else(|| Fault::internal(format_args!("no {} in the context", std::any::type_name::<T>())))
}

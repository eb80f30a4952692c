//! What to say to somebody whose wish is taken.

use async_graphql::Context;
use chat_chassis::Ambient;
use chat_graph::{Fault, caller::given};
use chat_model::UserId;

use crate::{
    Store,
    domain::{SUGGESTIONS, Username, candidates},
    graphql::error::UserError,
};

/// That `wanted` is taken, and what is free instead.
pub(super) async fn username_taken(
    ctx: &Context<'_>,
    wanted: &Username,
    whoever: Option<UserId>,
) -> Result<UserError, Fault> {
    let ambient = given::<Ambient>(ctx)?;
    let candidates = candidates(wanted, ambient.random());
    let keys: Vec<_> = candidates.iter().map(Username::key).collect();
    let taken = given::<Store>(ctx)?.taken(&keys, whoever, ambient.now()).await?;
    let free = candidates.iter().filter(|name| !taken.contains(name.key()));
    Ok(UserError::username_taken(free.map(|name| name.shown().to_owned()).take(SUGGESTIONS).collect()))
}

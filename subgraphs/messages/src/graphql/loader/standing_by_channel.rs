use std::{collections::HashMap, sync::Arc};

use chat_chassis::Viewer;
use chat_graph::{Fault, loader::Batch};
use chat_model::ChannelId;

use crate::{authority::AuthorityUnavailable, domain::Standing, standings::Standings};

/// What the viewer may do in channels.
pub(in crate::graphql) struct StandingByChannel {
    pub(super) standings: Arc<Standings>,
    pub(super) viewer: Viewer,
}

impl Batch for StandingByChannel {
    type Key = ChannelId;
    /// Of one channel it may be known and of another not.
    type Value = Result<Standing, AuthorityUnavailable>;
    type Error = Fault;

    async fn load(&mut self, keys: &[ChannelId]) -> Result<HashMap<ChannelId, Self::Value>, Fault> {
        Ok(self.standings.of(&self.viewer, keys).await?)
    }
}

use std::{collections::HashMap, sync::Arc};

use chat_chassis::Viewer;
use chat_graph::{Fault, loader::Batch};
use chat_model::ChannelId;

use crate::{authority::Authority, domain::Verdict};

/// What the authority says of the viewer in channels.
pub(in crate::graphql) struct VerdictByChannel {
    pub(super) authority: Arc<dyn Authority>,
    pub(super) viewer: Viewer,
}

impl Batch for VerdictByChannel {
    type Key = ChannelId;
    type Value = Verdict;
    type Error = Fault;

    async fn load(&mut self, keys: &[ChannelId]) -> Result<HashMap<ChannelId, Verdict>, Fault> {
        let verdicts = self.authority.verdicts(&self.viewer, keys).await;
        let verdicts = verdicts.map_err(|_| Fault::Unavailable { service: "channels" })?;
        Ok(keys.iter().zip(verdicts).filter_map(|(channel, verdict)| Some((*channel, verdict?))).collect())
    }
}

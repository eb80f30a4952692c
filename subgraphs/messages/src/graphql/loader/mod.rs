//! The loaders of one request.

mod edits_by_message;
mod head_by_channel;
mod message_by_id;
mod messages_by_span;
mod sequence_by_time;
mod standing_by_channel;
mod user_name_by_id;

use std::sync::{Arc, PoisonError, RwLock};

use async_graphql::Context;
use chat_chassis::Viewer;
use chat_graph::{Fault, Loader, caller::given};
use chat_model::{ChannelId, UserId};

pub(super) use self::edits_by_message::EditsOf;
use self::{
    edits_by_message::EditsByMessage, head_by_channel::HeadByChannel, message_by_id::MessageById,
    messages_by_span::MessagesBySpan, sequence_by_time::SequenceByTime, standing_by_channel::StandingByChannel,
    user_name_by_id::UserNameById,
};
use crate::{
    Store,
    authority::{AUTHORITY, AuthorityUnavailable},
    domain::Standing,
    standings::Standings,
};

/// What one request has asked for so far.
pub(super) struct Loaders {
    store: Store,
    viewer: Option<UserId>,
    standings: Option<Loader<StandingByChannel>>,
    rows: RwLock<Arc<Rows>>,
}

/// What was read from the database.
pub(super) struct Rows {
    pub(super) edits: Loader<EditsByMessage>,
    pub(super) head: Loader<HeadByChannel>,
    pub(super) message: Loader<MessageById>,
    pub(super) messages: Loader<MessagesBySpan>,
    pub(super) sequence_at: Loader<SequenceByTime>,
    pub(super) user_name: Loader<UserNameById>,
}

impl Loaders {
    /// For a request of `viewer`.
    pub(super) fn new(store: &Store, standings: &Arc<Standings>, viewer: Option<&Viewer>) -> Self {
        let standings = viewer
            .map(|viewer| Loader::new(StandingByChannel { standings: standings.clone(), viewer: viewer.clone() }));
        let viewer = viewer.map(|viewer| viewer.user);
        let rows = RwLock::new(Arc::new(Rows::new(store, viewer)));
        Self { store: store.clone(), viewer, standings, rows }
    }

    /// Those of this request.
    pub(super) fn of<'a>(ctx: &Context<'a>) -> Result<&'a Self, Fault> {
        given(ctx)
    }

    /// Who asks.
    pub(super) fn viewer(&self) -> Option<UserId> {
        self.viewer
    }

    /// What the viewer may do in `channel`; none if there is no such channel. Of an anonymous one nobody is asked.
    pub(super) async fn standing(&self, channel: ChannelId) -> Result<Option<Standing>, Fault> {
        let Some(standings) = &self.standings else { return Ok(None) };
        let standing = standings.load(channel).await?.transpose();
        standing.map_err(|AuthorityUnavailable| Fault::Unavailable { service: AUTHORITY })
    }

    /// What was read from the database so far.
    pub(super) fn rows(&self) -> Arc<Rows> {
        self.rows.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Forgets what was read from the database: a mutation has changed it, and its payload and the mutations after it
    /// are to see that. The standings stay: no mutation of this subgraph changes one.
    pub(super) fn forget_rows(&self) -> Arc<Rows> {
        let fresh = Arc::new(Rows::new(&self.store, self.viewer));
        *self.rows.write().unwrap_or_else(PoisonError::into_inner) = fresh.clone();
        fresh
    }
}

impl Rows {
    fn new(store: &Store, viewer: Option<UserId>) -> Self {
        Self {
            edits: Loader::new(EditsByMessage { store: store.clone() }),
            head: Loader::new(HeadByChannel { store: store.clone(), viewer }),
            message: Loader::new(MessageById { store: store.clone() }),
            messages: Loader::new(MessagesBySpan { store: store.clone() }),
            sequence_at: Loader::new(SequenceByTime { store: store.clone() }),
            user_name: Loader::new(UserNameById { store: store.clone() }),
        }
    }
}

//! The loaders of one request.

mod edits_by_message;
mod head_by_channel;
mod message_by_id;
mod messages_by_span;
mod sequence_by_time;
mod user_name_by_id;
mod verdict_by_channel;

use std::sync::{Arc, PoisonError, RwLock};

use async_graphql::Context;
use chat_chassis::Viewer;
use chat_graph::{Fault, Loader, caller::given};
use chat_model::{ChannelId, UserId};

pub(super) use self::edits_by_message::EditsOf;
use self::{
    edits_by_message::EditsByMessage, head_by_channel::HeadByChannel, message_by_id::MessageById,
    messages_by_span::MessagesBySpan, sequence_by_time::SequenceByTime, user_name_by_id::UserNameById,
    verdict_by_channel::VerdictByChannel,
};
use crate::{Store, authority::Authority, domain::Verdict};

/// What one request has asked for so far.
pub(super) struct Loaders {
    store: Store,
    viewer: Option<UserId>,
    verdicts: Option<Loader<VerdictByChannel>>,
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
    pub(super) fn new(store: &Store, authority: &Arc<dyn Authority>, viewer: Option<&Viewer>) -> Self {
        let verdicts =
            viewer.map(|viewer| Loader::new(VerdictByChannel { authority: authority.clone(), viewer: viewer.clone() }));
        let viewer = viewer.map(|viewer| viewer.user);
        let rows = RwLock::new(Arc::new(Rows::new(store, viewer)));
        Self { store: store.clone(), viewer, verdicts, rows }
    }

    /// Those of this request.
    pub(super) fn of<'a>(ctx: &Context<'a>) -> Result<&'a Self, Fault> {
        given(ctx)
    }

    /// Who asks.
    pub(super) fn viewer(&self) -> Option<UserId> {
        self.viewer
    }

    /// What channels says of the viewer in `channel`. Of an anonymous one nobody is asked.
    pub(super) async fn verdict(&self, channel: ChannelId) -> Result<Option<Verdict>, Fault> {
        match &self.verdicts {
            Some(verdicts) => verdicts.load(channel).await,
            None => Ok(None),
        }
    }

    /// What was read from the database so far.
    pub(super) fn rows(&self) -> Arc<Rows> {
        self.rows.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Forgets what was read from the database: a mutation has changed it, and its payload and the mutations after it
    /// are to see that. The verdicts stay: no mutation of this subgraph changes one.
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

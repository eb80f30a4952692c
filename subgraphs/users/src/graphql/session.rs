//! `Session`.

use async_graphql::{ID, Object};
use chat_graph::DateTime;
use chat_model::SessionId;

use crate::domain;

/// A session of the caller's own.
#[derive(Debug, Clone)]
pub struct Session {
    session: domain::Session,
    is_current: bool,
}

impl Session {
    /// `session`, as seen by whoever is signed in by `current`.
    pub(super) fn seen_from(session: domain::Session, current: SessionId) -> Self {
        Self { is_current: session.id == current, session }
    }
}

/// A signed-in device.
#[Object]
impl Session {
    /// Its id.
    pub(super) async fn id(&self) -> ID {
        self.session.id.to_string().into()
    }

    /// What the client called itself when it signed in.
    async fn user_agent(&self) -> Option<&str> {
        self.session.user_agent.as_deref()
    }

    /// When it signed in.
    async fn created_at(&self) -> DateTime {
        self.session.created_at.into()
    }

    /// When it last signed in or was refreshed.
    async fn last_used_at(&self) -> DateTime {
        self.session.last_used_at.into()
    }

    /// Whether it is the one that asks.
    async fn is_current(&self) -> bool {
        self.is_current
    }
}

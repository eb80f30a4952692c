//! Who may read and write where: the question that this subgraph cannot answer, and the port through which it asks.

use std::{fmt, pin::Pin};

use chat_chassis::Viewer;
use chat_model::ChannelId;

use crate::domain::Verdict;

/// The service that is asked, as faults call it.
pub const AUTHORITY: &str = "channels";

/// Knows who may read and write where.
pub trait Authority: fmt::Debug + Send + Sync + 'static {
    /// What `viewer` may do in each of `channels`, in their order; none for a channel that does not exist. Asked once per
    /// request, for all channels that it is about.
    fn verdicts<'a>(&'a self, viewer: &'a Viewer, channels: &'a [ChannelId]) -> Verdicts<'a>;
}

/// The answer, to be waited for.
pub type Verdicts<'a> = Pin<Box<dyn Future<Output = Result<Vec<Option<Verdict>>, AuthorityUnavailable>> + Send + 'a>>;

/// The authority gave no usable answer: what it said before has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("who may read and write cannot be found out now")]
pub struct AuthorityUnavailable;

//! Why a subgraph gave no answer, and what follows from it.

use std::error::Error;

use http::StatusCode;

use super::SendError;

/// A subgraph gave no answer that can be used.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It failed too often lately: it was not asked.
    #[error("has failed too often lately")]
    Open,
    /// Too many requests to it are under way already: it was not asked.
    #[error("has too many requests under way")]
    Busy,
    /// No connection.
    #[error("cannot be reached")]
    Unreachable(#[source] Box<dyn Error + Send + Sync>),
    /// The connection broke, before the answer or within it.
    #[error("broke off the connection")]
    Broken(#[source] Box<dyn Error + Send + Sync>),
    /// No answer in time.
    #[error("did not answer in time")]
    Timeout {
        /// It had all the time that an attempt may take, so that this is its own fault and no hurry of the caller's.
        had_its_time: bool,
    },
    /// A status that says that something went wrong, and no GraphQL with it.
    #[error("answered {0} instead of GraphQL")]
    Status(StatusCode),
    /// Something else than JSON.
    #[error("answered with another content type than JSON")]
    ContentType,
    /// In an encoding that was not asked for.
    #[error("answered in a content encoding that was not asked for")]
    Encoding,
    /// More than may be read.
    #[error("answered more than {0} bytes")]
    TooLarge(usize),
    /// No request could be made out of what was to be sent.
    #[error("could not be asked")]
    Request(#[source] Box<dyn Error + Send + Sync>),
}

impl Failure {
    /// What clients read in `extensions.code`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Open | Self::Busy | Self::Unreachable(_) | Self::Broken(_) => "SUBGRAPH_UNAVAILABLE",
            Self::Status(status) if status.is_server_error() => "SUBGRAPH_UNAVAILABLE",
            Self::Timeout { .. } => "TIMEOUT",
            Self::Status(_) | Self::ContentType | Self::Encoding | Self::TooLarge(_) => "SUBGRAPH_INVALID_ANSWER",
            Self::Request(_) => "INTERNAL",
        }
    }

    /// Whether the same request may be sent again later, and may succeed then. What changes something may only where not one
    /// byte of it was sent: otherwise it may have happened.
    #[must_use]
    pub fn is_retryable(&self, is_query: bool) -> bool {
        match self {
            Self::Open | Self::Busy | Self::Unreachable(_) => true,
            _ => is_query && matches!(self.code(), "SUBGRAPH_UNAVAILABLE" | "TIMEOUT"),
        }
    }

    /// Whether the subgraph is to blame, in the breaker's eyes: it cannot be reached, is silent, or says itself that it
    /// does not work. An answer that cannot be read is none of these.
    pub(super) fn is_fault(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Broken(_) => true,
            Self::Timeout { had_its_time } => *had_its_time,
            Self::Status(status) => status.is_server_error(),
            Self::Open | Self::Busy | Self::ContentType | Self::Encoding | Self::TooLarge(_) | Self::Request(_) => {
                false
            }
        }
    }

    /// Whether to try again at once, so to speak. What did not arrive at all may always be repeated; what may have been
    /// seen only if it changes nothing. Never after a timeout: a subgraph that is slow would get twice as much to do, and
    /// the caller has waited long enough.
    pub(super) fn may_be_repeated(&self, is_query: bool) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Broken(_) => is_query,
            Self::Status(status) => {
                let is_passing = matches!(
                    *status,
                    StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT
                );
                is_query && is_passing
            }
            _ => false,
        }
    }
}

impl From<SendError> for Failure {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Connect(error) => Self::Unreachable(error),
            SendError::Broken(error) => Self::Broken(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_have_happened_is_not_to_be_sent_again() {
        let broken = || Failure::Broken("reset".into());
        for failure in [broken(), Failure::Timeout { had_its_time: true }, Failure::Status(StatusCode::BAD_GATEWAY)] {
            assert!(failure.is_retryable(true) && !failure.is_retryable(false), "{failure}");
        }
        for failure in [Failure::Open, Failure::Busy, Failure::Unreachable("refused".into())] {
            assert!(failure.is_retryable(true) && failure.is_retryable(false), "{failure}");
        }
        assert!(!Failure::ContentType.is_retryable(true));
    }
}

//! Faults: what ends up in a response's top-level `errors`. Expected failures are data instead (`UserError`).

use std::{fmt, sync::Arc};

use async_graphql::{Error, ErrorExtensionValues, ServerError};
use chat_model::page::InvalidPage;
use chat_store::StoreError;

/// A fault. Has no `Display`, so that only [`From<Fault>`] can make it an [`Error`], with its code.
#[derive(Debug, Clone)]
pub enum Fault {
    /// Nobody is signed in.
    Unauthenticated,
    /// The caller may not do this, whoever they are.
    Forbidden,
    /// The request makes no sense. The text is for the client.
    BadInput(String),
    /// The answer could be larger than any may be.
    TooCostly {
        /// How many fields it could have.
        cost: usize,
        /// How many it may have.
        max: usize,
    },
    /// Not finished within the time that there was.
    TimedOut,
    /// This service has too much to do; nothing was done.
    Busy,
    /// Another service is needed and does not answer.
    Unavailable {
        /// Which one.
        service: &'static str,
    },
    /// The database failed.
    Store(StoreError),
    /// Anything else. The text is for the log.
    Internal(String),
}

impl Fault {
    /// Anything that a client cannot help.
    pub fn internal(error: impl fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }

    /// `extensions.code`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::BadInput(_) => "BAD_USER_INPUT",
            Self::TooCostly { .. } => "COST_LIMIT",
            Self::TimedOut => "TIMEOUT",
            Self::Unavailable { .. } | Self::Busy => "SUBGRAPH_UNAVAILABLE",
            Self::Store(error) if error.is_retryable() => "SUBGRAPH_UNAVAILABLE",
            Self::Store(_) | Self::Internal(_) => "INTERNAL",
        }
    }

    fn is_retryable(&self) -> bool {
        match self {
            Self::Unavailable { .. } | Self::TimedOut | Self::Busy => true,
            Self::Store(error) => error.is_retryable(),
            _ => false,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Unauthenticated => "sign in first".to_owned(),
            Self::Forbidden => "not allowed".to_owned(),
            Self::BadInput(message) => message.clone(),
            Self::TooCostly { cost, max } => format!("the answer could have {cost} fields; {max} are allowed"),
            Self::TimedOut => "not finished in time".to_owned(),
            Self::Busy => "too much to do; try again soon".to_owned(),
            Self::Unavailable { service } => format!("{service} cannot be asked now"),
            Self::Store(error) if error.is_retryable() => "the database cannot be asked now".to_owned(),
            // Masked: the endpoint logs what happened, under the request's id.
            Self::Store(_) | Self::Internal(_) => "internal error".to_owned(),
        }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", fault.code());
        extensions.set("retryable", fault.is_retryable());
        if let Fault::Unavailable { service } = fault {
            extensions.set("service", service);
        }
        Self { message: fault.message(), source: Some(Arc::new(fault)), extensions: Some(extensions) }
    }
}

/// A fault of the whole request: at no place of the document, and at no path of the answer.
impl From<Fault> for ServerError {
    fn from(fault: Fault) -> Self {
        let Error { message, source, extensions } = fault.into();
        Self { message, source, extensions, locations: Vec::new(), path: Vec::new() }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<InvalidPage> for Fault {
    fn from(error: InvalidPage) -> Self {
        Self::BadInput(error.to_string())
    }
}

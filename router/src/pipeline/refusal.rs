//! Requests that are not executed, and why.

use apollo_compiler::{parser::SourceMap, request::RequestError, response::GraphQLError, validation::DiagnosticList};
use http::StatusCode;
use serde::Serialize;

/// How many of a document's mistakes are told.
const MAX_ERRORS: usize = 20;

/// A request was not executed. There is no data, not even null.
#[derive(Debug, Clone, Serialize)]
pub struct Refusal {
    errors: Vec<GraphQLError>,
    #[serde(skip)]
    code: Code,
}

/// Why, as clients read it in `extensions.code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// Not a GraphQL request.
    BadRequest,
    /// The document is not GraphQL.
    ParseFailed,
    /// The document is not valid for the schema.
    ValidationFailed,
    /// No such operation in the document, or none was named where there are several.
    OperationNotFound,
    /// The variables do not fit.
    BadUserInput,
    /// Nobody may ask for the schema here.
    IntrospectionDisabled,
    /// It would be too much work.
    TooComplex,
    /// The router cannot do this.
    Unsupported,
    /// Whoever calls shows a token that does not count.
    Unauthenticated,
    /// Not with this method.
    MethodNotAllowed,
    /// The client takes no response that there is.
    NotAcceptable,
    /// Too many bytes.
    PayloadTooLarge,
    /// Not JSON.
    UnsupportedMediaType,
    /// No such path.
    NotFound,
    /// Not in time.
    Timeout,
    /// A bug.
    Internal,
}

impl Code {
    /// The code itself.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::BadRequest => "BAD_REQUEST",
            Self::ParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::ValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::OperationNotFound => "OPERATION_NOT_FOUND",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::IntrospectionDisabled => "INTROSPECTION_DISABLED",
            Self::TooComplex => "OPERATION_TOO_COMPLEX",
            Self::Unsupported => "UNSUPPORTED",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::NotAcceptable => "NOT_ACCEPTABLE",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::NotFound => "NOT_FOUND",
            Self::Timeout => "TIMEOUT",
            Self::Internal => "INTERNAL",
        }
    }

    /// The status of the response, where statuses mean something: see [`Self::is_of_graphql`].
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Timeout => StatusCode::GATEWAY_TIMEOUT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// Whether the HTTP request was right and what it asks in GraphQL is not: in plain JSON that is a 200 (GraphQL over HTTP,
    /// section 6.4.1).
    #[must_use]
    pub fn is_of_graphql(self) -> bool {
        matches!(
            self,
            Self::ParseFailed
                | Self::ValidationFailed
                | Self::OperationNotFound
                | Self::BadUserInput
                | Self::IntrospectionDisabled
                | Self::TooComplex
                | Self::Unsupported
        )
    }
}

impl Refusal {
    /// With one message.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self::of(code, vec![GraphQLError::new(message, None, &SourceMap::default())])
    }

    /// Not in time.
    pub fn timeout() -> Self {
        Self::new(Code::Timeout, "the request could not be answered in time")
    }

    /// Each mistake with where it is.
    pub(super) fn of_diagnostics(code: Code, diagnostics: &DiagnosticList) -> Self {
        Self::of(code, diagnostics.iter().take(MAX_ERRORS).map(|diagnostic| diagnostic.to_json()).collect())
    }

    pub(super) fn of_request_error(code: Code, error: &RequestError, sources: &SourceMap) -> Self {
        Self::of(code, vec![error.to_graphql_error(sources)])
    }

    fn of(code: Code, mut errors: Vec<GraphQLError>) -> Self {
        for error in &mut errors {
            error.extensions.insert("code", code.text().into());
            error.extensions.insert("retryable", (code == Code::Timeout).into());
        }
        Self { errors, code }
    }

    /// Why.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// How many errors it tells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.errors.len()
    }

    /// What it takes in memory, about, in bytes.
    pub(super) fn size(&self) -> usize {
        self.errors.iter().map(|error| error.message.len() + 256).sum()
    }
}

//! Expected failures, which are data: every mutation's payload has a list of them.

/// Declares a subgraph's `ErrorCode`, and the types that carry one: the interface `UserError`, `GenericError`,
/// `RateLimited`, and the subgraph's own kinds, which are named last and each have the fields `code`, `message`, `path`.
///
/// The codes that all subgraphs share are there already; the composed schema has those of all.
#[macro_export]
macro_rules! user_errors {
    (codes: { $($code:ident = $name:literal),+ $(,)? } kinds: { $($kind:ident($ty:ident)),* $(,)? }) => {
        /// Why a request was refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, $crate::async_graphql::Enum)]
        pub enum ErrorCode {
            /// `INVALID_INPUT`
            #[graphql(name = "INVALID_INPUT")]
            InvalidInput,
            /// `NOT_FOUND`
            #[graphql(name = "NOT_FOUND")]
            NotFound,
            /// `FORBIDDEN`
            #[graphql(name = "FORBIDDEN")]
            Forbidden,
            /// `CONFLICT`
            #[graphql(name = "CONFLICT")]
            Conflict,
            /// `RATE_LIMITED`
            #[graphql(name = "RATE_LIMITED")]
            RateLimited,
            /// `UNAVAILABLE`
            #[graphql(name = "UNAVAILABLE")]
            Unavailable,
            $(
                #[doc = concat!("`", $name, "`")]
                #[graphql(name = $name)]
                $code
            ),+
        }

        /// An expected failure.
        #[derive(Debug, Clone, $crate::async_graphql::Interface)]
        #[graphql(
            field(name = "code", ty = "&ErrorCode"),
            field(name = "message", ty = "&String"),
            field(name = "path", ty = "&Option<Vec<String>>")
        )]
        pub enum UserError {
            /// One that says no more than its code.
            Generic(GenericError),
            /// One that says when to try again.
            RateLimited(RateLimited),
            $(
                #[doc = concat!("A `", stringify!($kind), "`.")]
                $kind($ty)
            ),*
        }

        /// Shared by all subgraphs.
        #[derive(Debug, Clone, $crate::async_graphql::SimpleObject)]
        #[graphql(shareable)]
        pub struct GenericError {
            /// What clients decide by.
            pub code: ErrorCode,
            /// What developers read.
            pub message: String,
            /// Which input it is about, as the path to it.
            pub path: Option<Vec<String>>,
        }

        /// Too often: try again later.
        #[derive(Debug, Clone, $crate::async_graphql::SimpleObject)]
        #[graphql(shareable)]
        pub struct RateLimited {
            /// What clients decide by.
            pub code: ErrorCode,
            /// What developers read.
            pub message: String,
            /// Which input it is about, as the path to it.
            pub path: Option<Vec<String>>,
            /// After so many milliseconds it may succeed.
            pub retry_after_ms: i32,
        }

        impl UserError {
            /// A failure that is about no input in particular.
            pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
                Self::Generic(GenericError { code, message: message.into(), path: None })
            }

            /// A failure that is about the field `field` of the argument `input`.
            pub fn at(field: &str, code: ErrorCode, message: impl Into<String>) -> Self {
                let path = Some(vec!["input".to_owned(), field.to_owned()]);
                Self::Generic(GenericError { code, message: message.into(), path })
            }

            /// Too often.
            pub fn rate_limited(retry_after: std::time::Duration) -> Self {
                Self::RateLimited(RateLimited {
                    code: ErrorCode::RateLimited,
                    message: "too often; try again later".to_owned(),
                    path: None,
                    retry_after_ms: i32::try_from(retry_after.as_millis()).unwrap_or(i32::MAX),
                })
            }
        }
    };
}

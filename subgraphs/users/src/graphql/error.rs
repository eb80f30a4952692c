//! Expected failures, as clients see them; and what becomes a fault.

use async_graphql::SimpleObject;
use chat_graph::Fault;

use crate::{
    domain::{InvalidPassword, InvalidProfile, InvalidRegistration, InvalidUsername, ProfileField},
    passwords::PasswordError,
    store::SignedOut,
    tokens::CannotSign,
};

chat_graph::user_errors! {
    codes: {
        UsernameTaken = "USERNAME_TAKEN",
        EmailTaken = "EMAIL_TAKEN",
        BadCredentials = "BAD_CREDENTIALS",
        TokenExpired = "TOKEN_EXPIRED",
        WeakPassword = "WEAK_PASSWORD",
    }
    kinds: { UsernameTaken(UsernameTaken) }
}

/// Somebody else has the nickname, or had it less than 30 days ago.
#[derive(Debug, Clone, SimpleObject)]
pub struct UsernameTaken {
    /// What clients decide by.
    pub code: ErrorCode,
    /// What developers read.
    pub message: String,
    /// Which input it is about, as the path to it.
    pub path: Option<Vec<String>>,
    /// Up to three like it that were free a moment ago.
    pub suggestions: Vec<String>,
}

impl UserError {
    /// The nickname is taken; these are not.
    pub fn username_taken(suggestions: Vec<String>) -> Self {
        Self::UsernameTaken(UsernameTaken {
            code: ErrorCode::UsernameTaken,
            message: "the username is taken".to_owned(),
            path: Some(vec!["input".to_owned(), "username".to_owned()]),
            suggestions,
        })
    }

    /// One answer for an unknown login and for a wrong password, so that nobody learns which logins there are.
    pub fn bad_credentials() -> Self {
        Self::new(ErrorCode::BadCredentials, "the login or the password is wrong")
    }

    /// One answer for a token that is unknown, expired, spent, or of a session that is over.
    pub fn token_expired() -> Self {
        Self::at("refreshToken", ErrorCode::TokenExpired, "the refresh token is no longer valid; log in again")
    }
}

impl From<InvalidUsername> for UserError {
    fn from(why: InvalidUsername) -> Self {
        Self::at("username", ErrorCode::InvalidInput, why.to_string())
    }
}

impl From<InvalidRegistration> for UserError {
    fn from(invalid: InvalidRegistration) -> Self {
        match invalid {
            InvalidRegistration::Username(why) => why.into(),
            InvalidRegistration::Email(why) => Self::at("email", ErrorCode::InvalidInput, why.to_string()),
            InvalidRegistration::Password(why) => {
                let code = match why {
                    InvalidPassword::Unusable => ErrorCode::InvalidInput,
                    InvalidPassword::Short | InvalidPassword::Obvious | InvalidPassword::Common => {
                        ErrorCode::WeakPassword
                    }
                };
                Self::at("password", code, why.to_string())
            }
            InvalidRegistration::DisplayName(why) => Self::at("displayName", ErrorCode::InvalidInput, why.to_string()),
        }
    }
}

impl From<InvalidProfile> for UserError {
    fn from(invalid: InvalidProfile) -> Self {
        let field = match invalid.field {
            ProfileField::DisplayName => "displayName",
            ProfileField::Bio => "bio",
        };
        Self::at(field, ErrorCode::InvalidInput, invalid.why.to_string())
    }
}

impl From<PasswordError> for Fault {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::Busy,
            PasswordError::Failed => Self::internal(error),
        }
    }
}

impl From<CannotSign> for Fault {
    fn from(error: CannotSign) -> Self {
        Self::internal(error)
    }
}

impl From<SignedOut> for Fault {
    fn from(_: SignedOut) -> Self {
        Self::Unauthenticated
    }
}

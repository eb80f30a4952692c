//! What somebody types to say who they are.

use std::fmt;

use super::{Email, username_key};

/// A nickname or an address. An `@` tells which: no nickname has one.
#[derive(Clone, PartialEq, Eq)]
pub enum Login {
    /// A nickname's key.
    Username(String),
    /// An address's key.
    Email(String),
    /// Neither: nobody is called so.
    Nobody,
}

/// Tries are counted per login, and a login can be anything: this much of it tells two apart.
const COUNTED: usize = 254;

impl Login {
    /// What `text` can only mean.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if text.contains('@') {
            Email::parse(text).map_or(Self::Nobody, |email| Self::Email(email.key().to_owned()))
        } else {
            username_key(text).map_or(Self::Nobody, Self::Username)
        }
    }

    /// Under which name tries of `text` are counted: one for all spellings of a nickname, one for all of an address. Not one
    /// for both: whoever used up the tries of the one could then see whose the other is.
    #[must_use]
    pub fn counted_as(&self, text: &str) -> String {
        match self {
            Self::Username(key) | Self::Email(key) => key.clone(),
            Self::Nobody => text[..text.floor_char_boundary(COUNTED)].to_lowercase(),
        }
    }
}

/// May hold an address.
impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Username(_) => "Username",
            Self::Email(_) => "Email",
            Self::Nobody => "Nobody",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_login_are_one() {
        assert_eq!(Login::parse("ALICE"), Login::Username("alice".to_owned()));
        assert_eq!(Login::parse("Alice@Example.com"), Login::Email("alice@example.com".to_owned()));
        for text in ["", "a b", "a@b", "\0", "@", &"x".repeat(100_000)] {
            let login = Login::parse(text);
            assert_eq!(login, Login::Nobody);
            assert!(login.counted_as(text).len() <= COUNTED);
        }
    }
}

//! Refresh tokens: opaque, used once, each replaced by the next. All tokens that follow from one sign-in are one family,
//! which is the session.
//!
//! A token that is used a second time is in two hands, and nobody can tell which are the thief's: the session ends,
//! without exception. A client that lost an answer and tries again with the spent token signs in anew. A time of grace
//! would be kinder to it, and would give a thief the same kindness.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chat_model::Secret;
use chat_model::Timestamp;
use sha2::{Digest, Sha256};

/// A token as a client holds it: 32 random bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken(Secret<[u8; 32]>);

/// What is stored of a token: its SHA-256. The token has 256 random bits, so no slower hash is needed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

/// What a token that is known is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenState {
    /// One use.
    Fresh,
    /// Nothing, and its family ends.
    Spent,
    /// Nothing.
    Expired,
}

impl RefreshToken {
    /// The token of these random bytes.
    #[must_use]
    pub const fn new(random: [u8; 32]) -> Self {
        Self(Secret::new(random))
    }

    /// The token that `text` spells. None if no token is spelled so.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        Some(Self::new(bytes.try_into().ok()?))
    }

    /// As the client gets it.
    #[must_use]
    pub fn spell(&self) -> Secret<String> {
        Secret::new(URL_SAFE_NO_PAD.encode(self.0.reveal()))
    }

    /// What is stored.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0.reveal()).into())
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hash]")
    }
}

impl TokenState {
    /// The state of a token that was spent then, if ever, and ends then.
    #[must_use]
    pub fn of(spent_at: Option<Timestamp>, expires_at: Timestamp, now: Timestamp) -> Self {
        match spent_at {
            Some(_) => Self::Spent,
            None if now < expires_at => Self::Fresh,
            None => Self::Expired,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_back_as_it_went_and_is_never_printed() {
        let token = RefreshToken::new([7; 32]);
        let spelled = token.spell();
        assert_eq!(RefreshToken::parse(spelled.reveal()), Some(token.clone()));
        assert!(!format!("{token:?} {:?}", token.hash()).contains('7'));
        for text in ["", "x", "BwcH", &"B".repeat(100_000), "ä", &format!("{}=", spelled.reveal())] {
            assert_eq!(RefreshToken::parse(text), None);
        }
    }

    #[test]
    fn spent_comes_before_expired() {
        let [early, late] = [1, 2].map(Timestamp::from_millis);
        assert_eq!(TokenState::of(None, late, early), TokenState::Fresh);
        assert_eq!(TokenState::of(None, early, early), TokenState::Expired);
        assert_eq!(TokenState::of(Some(early), late, early), TokenState::Spent);
        assert_eq!(TokenState::of(Some(early), early, late), TokenState::Spent);
    }
}

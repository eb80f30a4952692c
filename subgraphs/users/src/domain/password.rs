//! Passwords: which ones may be chosen.

use std::fmt;

use chat_model::Secret;
use precis_core::profile::PrecisFastInvocation;
use precis_profiles::OpaqueString;

use super::{Email, Username};

/// A password as it is hashed: PRECIS OpaqueString (RFC 8265), so that a keyboard which composes `é` and one which does not
/// write the same one.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(Secret<String>);

/// Why a password may not be chosen. The text is for the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPassword {
    /// Too long, or a control character in it.
    #[error("must have at most {MAX} characters, none of them a control character")]
    Unusable,
    /// Too short.
    #[error("must have at least {MIN} characters")]
    Short,
    /// The nickname or the address.
    #[error("must not be your username or e-mail address")]
    Obvious,
    /// One of the first that anybody tries.
    #[error("is too common")]
    Common,
}

/// How many characters a chosen password has at least.
const MIN: usize = 10;
/// And at most.
const MAX: usize = 128;

/// The most common passwords that are long enough to pass otherwise, in lower case.
const COMMON: &str = "
    0000000000 0123456789 0987654321 1111111111 1122334455 123123123123 1234512345 123456789012 1234567890
    12345678900 12345678910 1234567891 123456789a 123456789q 123qwe123qwe 147258369a 1q2w3e4r5t 1q2w3e4r5t6y
    1qaz2wsx3edc 9876543210 a123456789 a1b2c3d4e5 aa12345678 aaaaaaaaaa abc1234567 abcd123456 abcdefghij adminadmin
    administrator changeme123 football123 iloveyou123 letmein123 password01 password11 password12 password123
    password1234 password!1 passw0rd123 passwordpassword princess123 q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedcrfv qwer123456
    qwerty1234 qwerty12345 qwerty123456 qwertyuiop qwertyuiop123 secret1234 sunshine123 superman123 welcome123
    zaq12wsxcde3 zxcvbnm123 asdfghjkl1 asdfghjkl123 asdfasdfasdf
";

impl Password {
    /// The password that somebody typed to get in. None if it can be nobody's.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        if text.len() > MAX * 4 {
            return None;
        }
        OpaqueString::enforce(text).ok().map(|text| Self(Secret::new(text.into_owned())))
    }

    /// The password that somebody wants to have, who has this nickname and this address, as far as they are valid.
    pub fn choose(text: &str, username: Option<&Username>, email: Option<&Email>) -> Result<Self, InvalidPassword> {
        if text.is_empty() {
            return Err(InvalidPassword::Short);
        }
        let password = Self::typed(text).ok_or(InvalidPassword::Unusable)?;
        match password.0.reveal().chars().count() {
            ..MIN => return Err(InvalidPassword::Short),
            MIN..=MAX => {}
            _ => return Err(InvalidPassword::Unusable),
        }
        let lower = password.0.reveal().to_lowercase();
        if username.is_some_and(|username| username.key() == lower) || email.is_some_and(|email| email.key() == lower) {
            return Err(InvalidPassword::Obvious);
        }
        if COMMON.split_whitespace().any(|common| common == lower) {
            return Err(InvalidPassword::Common);
        }
        Ok(password)
    }

    /// What is hashed.
    #[must_use]
    pub fn reveal(&self) -> &[u8] {
        self.0.reveal().as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_one_is_taken_and_never_shown() {
        let password = Password::choose("correct horse battery", None, None).unwrap();
        assert!(!format!("{password:?}").contains("horse"));
        assert_eq!(
            Password::choose("passe\u{301}partout", None, None),
            Ok(Password::typed("pass\u{e9}partout").unwrap())
        );
    }

    #[test]
    fn each_rule_refuses() {
        use InvalidPassword::*;
        let (username, email) = (Username::parse("Alice.Liddell").unwrap(), Email::parse("alice@wonder.land").unwrap());
        let choose = |text: &str| Password::choose(text, Some(&username), Some(&email));
        for (text, why) in [
            ("", Short),
            ("short", Short),
            ("ninechars", Short),
            ("密码密码密码密码密", Short),
            ("with\0a nul byte", Unusable),
            ("with\na new line", Unusable),
            (&"x".repeat(129), Unusable),
            (&"x".repeat(10_000), Unusable),
            ("alice.liddell", Obvious),
            ("ALICE@wonder.land", Obvious),
            ("password123", Common),
            ("QWERTYUIOP", Common),
        ] {
            assert_eq!(choose(text), Err(why), "{}", &text[..text.len().min(20)]);
        }
        assert!(choose(&"é".repeat(128)).is_ok());
        assert!(
            COMMON.split_whitespace().all(|common| common.chars().count() >= MIN && common == common.to_lowercase())
        );
    }
}

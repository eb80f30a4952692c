//! E-mail addresses.

use std::fmt;

/// An address that could exist. Whether it does, a letter to it shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    written: String,
    key: String,
}

/// The text is no address. The text of the error is for the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not an e-mail address")]
pub struct InvalidEmail;

impl Email {
    /// The address in `text`: something of at most 64 bytes, an `@`, a domain with a dot inside; at most 254 bytes in all,
    /// and no whitespace or invisible character.
    pub fn parse(text: &str) -> Result<Self, InvalidEmail> {
        if text.len() > 254 || chat_model::text::line(text, 254).is_err() || text.contains(char::is_whitespace) {
            return Err(InvalidEmail);
        }
        let (local, domain) = text.split_once('@').ok_or(InvalidEmail)?;
        let has_dot = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
        if local.is_empty() || local.len() > 64 || domain.contains('@') || !has_dot {
            return Err(InvalidEmail);
        }
        Ok(Self { written: text.to_owned(), key: text.to_lowercase() })
    }

    /// As it was written.
    #[must_use]
    pub fn written(&self) -> &str {
        &self.written
    }

    /// As it is compared.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// Addresses are not for the log.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[address]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_an_address_is_one() {
        for address in ["a@b.c", "Alice.Liddell+chat@Example.COM", "елена@почта.рф"] {
            assert_eq!(Email::parse(address).unwrap().written(), address);
        }
        assert_eq!(Email::parse("A@B.c").unwrap().key(), Email::parse("a@b.C").unwrap().key());
    }

    #[test]
    fn what_cannot_is_not() {
        let long_local = format!("{}@example.com", "a".repeat(65));
        let long = format!("a@{}.com", "b".repeat(250));
        for text in [
            "",
            "a",
            "@b.c",
            "a@",
            "a@b",
            "a@@b.c",
            "a@b@c.d",
            "a@.b",
            "a@b.",
            "a b@c.d",
            "a@b.c\n",
            "a\0@b.c",
            "a\u{202e}@b.c",
            &long_local,
            &long,
        ] {
            assert_eq!(Email::parse(text), Err(InvalidEmail), "{text:?}");
        }
    }
}

//! Changing a nickname.

use std::time::Duration;

use chat_model::Timestamp;

use super::Username;

/// How many former names are kept for each user. Whoever has more in 30 days gives up the protection of the oldest.
pub const PREVIOUS_NAMES: u64 = 20;

/// How long nobody else may take a name that was given up: else they could be taken for its former owner.
const PROTECTION: Duration = Duration::from_secs(30 * 24 * 3_600);

/// What a change of name comes down to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rename {
    /// It is called so already.
    Nothing,
    /// Only how it is shown: nobody could take the one for the other's former name.
    Spelling,
    /// Another name: the old one is remembered.
    Name,
}

/// What it takes to go from `old` to `new`.
#[must_use]
pub fn rename(old: &Username, new: &Username) -> Rename {
    if old.key() != new.key() {
        Rename::Name
    } else if old.shown() != new.shown() {
        Rename::Spelling
    } else {
        Rename::Nothing
    }
}

/// Names that others gave up after this instant are still taken.
#[must_use]
pub fn protected_since(now: Timestamp) -> Timestamp {
    now.before(PROTECTION)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_key_is_another_name() {
        let name = |text| Username::parse(text).unwrap();
        assert_eq!(rename(&name("alice"), &name("alice")), Rename::Nothing);
        assert_eq!(rename(&name("alice"), &name("Alice")), Rename::Spelling);
        assert_eq!(rename(&name("alice"), &name("alicia")), Rename::Name);
    }
}

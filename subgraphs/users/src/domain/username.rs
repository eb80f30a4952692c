//! Nicknames: how they look, and when two are one.
//!
//! Two nicknames are one if their *keys* are: PRECIS UsernameCaseMapped (RFC 8265) with the two small sigmas made one.
//! What is shown is what was typed, normalised but with its case (UsernameCasePreserved).
//!
//! Beyond PRECIS a nickname has 2 to 32 characters, only letters, digits, `_`, `-` and `.`, begins and ends with a letter
//! or digit, is none of the reserved words however they are punctuated, and does not mix look-alike alphabets
//! (see [`super::script`]). Names wholly in another alphabet are welcome, also where some of their letters look Latin.

use precis_core::profile::PrecisFastInvocation;
use precis_profiles::{UsernameCaseMapped, UsernameCasePreserved};

use super::script;

/// A nickname.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Username {
    shown: String,
    key: String,
}

/// Why a nickname is refused. The text is for the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUsername {
    /// Too short or too long.
    #[error("must have {MIN} to {MAX} characters")]
    Length,
    /// A character that no nickname has.
    #[error("may only have letters, digits, '_', '-' and '.'")]
    Character,
    /// Punctuation at an end.
    #[error("must begin and end with a letter or digit")]
    Edge,
    /// Several alphabets.
    #[error("must not mix Latin, Cyrillic and Greek letters")]
    MixedScripts,
    /// Somebody could be misled.
    #[error("is reserved")]
    Reserved,
}

/// How many characters a nickname has at least.
const MIN: usize = 2;
/// And at most.
const MAX: usize = 32;

/// Words that would make a person look like the place itself, or like many people.
const RESERVED: &str = "
    abuse account admin administrator all anonymous api bot channel channels chat deleted everyone graphql group
    help here info me mod moderator nobody none null official online operator owner postmaster root security service
    staff status support sysadmin system team undefined user username users viewer webmaster
";

impl Username {
    /// The nickname that somebody typed.
    pub fn parse(typed: &str) -> Result<Self, InvalidUsername> {
        // Bytes first: normalising a huge text is work that its sender should not get for free.
        if typed.len() > MAX * 4 {
            return Err(InvalidUsername::Length);
        }
        let shown = UsernameCasePreserved::enforce(typed).map_err(|_| refused(typed))?.into_owned();
        let key = username_key(&shown).ok_or(InvalidUsername::Character)?;
        // A key whose own key is another would make the nickname somebody else's once it is read back.
        if username_key(&key).as_ref() != Some(&key) {
            return Err(InvalidUsername::Character);
        }
        for form in [&shown, &key] {
            if !(MIN..=MAX).contains(&form.chars().count()) {
                return Err(InvalidUsername::Length);
            }
            if !form.chars().all(|c| c.is_alphanumeric() || is_punctuation(c)) {
                return Err(InvalidUsername::Character);
            }
            if form.starts_with(is_punctuation) || form.ends_with(is_punctuation) {
                return Err(InvalidUsername::Edge);
            }
        }
        if script::is_mixed(&key) {
            return Err(InvalidUsername::MixedScripts);
        }
        let letters = key.replace(is_punctuation, "");
        if RESERVED.split_whitespace().any(|word| word == letters) {
            return Err(InvalidUsername::Reserved);
        }
        Ok(Self { shown, key })
    }

    /// A nickname that was accepted before, under whatever rules held then.
    #[must_use]
    pub const fn accepted(shown: String, key: String) -> Self {
        Self { shown, key }
    }

    /// As it is shown.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// As it is compared.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// The form in which nicknames are compared. None for what no nickname can be.
#[must_use]
pub fn username_key(text: &str) -> Option<String> {
    if text.len() > MAX * 4 {
        return None;
    }
    // Both small sigmas have one capital.
    UsernameCaseMapped::enforce(text).ok().map(|key| key.replace('ς', "σ"))
}

/// The keys that begin as `text` does: from the first, up to but without the second, or without end. None if no nickname
/// begins so.
#[must_use]
pub fn prefix_range(text: &str) -> Option<(String, Option<String>)> {
    let from = username_key(text)?;
    let mut to = from.clone();
    while let Some(last) = to.pop() {
        // The next character, over the gap of the surrogates.
        if let Some(next) = (last..=char::MAX).nth(1) {
            to.push(next);
            return Some((from, Some(to)));
        }
    }
    Some((from, None))
}

const fn is_punctuation(c: char) -> bool {
    matches!(c, '_' | '-' | '.')
}

/// PRECIS says no without saying why: an empty text is the one case of another kind.
const fn refused(typed: &str) -> InvalidUsername {
    if typed.is_empty() { InvalidUsername::Length } else { InvalidUsername::Character }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(typed: &str) -> String {
        Username::parse(typed).unwrap().key
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_what_is_accepted_stays_itself(typed in "\\PC{0,34}|[a-zA-ZäÖßσΣéа-я0-9_.-]{1,34}|.{0,40}") {
            let _ = prefix_range(&typed);
            if let Ok(username) = Username::parse(&typed) {
                prop_assert_eq!(username_key(&username.shown), Some(username.key.clone()));
                let again = Username::parse(&username.shown).unwrap();
                prop_assert_eq!(&again, &username);
                let (from, to) = prefix_range(&username.key).unwrap();
                prop_assert!(from <= username.key && to.is_none_or(|to| username.key < to));
            }
        }
    }

    #[test]
    fn the_case_is_kept_and_does_not_count() {
        assert_eq!(Username::parse("Alice").unwrap().shown(), "Alice");
        assert_eq!(key("Alice"), key("aLICE"));
        assert_eq!(key("ΟΔΥΣΣΕΥΣ"), key("οδυσσευς"));
        assert_eq!(key("ΟΔΥΣΣΕΥΣ"), key("οδυσσευσ"));
        // Composed and decomposed, full width and narrow.
        assert_eq!(key("Ren\u{e9}"), key("Rene\u{301}"));
        assert_eq!(key("\u{ff21}\u{ff22}"), key("ab"));
    }

    #[test]
    fn names_of_many_languages_are_welcome() {
        for name in ["al", "Zoë.Müller", "дмитрий", "Αθηνά", "田中さん", "محمد", "user-42", "a_b"]
        {
            assert!(Username::parse(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn each_rule_refuses() {
        use InvalidUsername::*;
        let long = "a".repeat(33);
        let huge = "a".repeat(10_000_000);
        for (name, why) in [
            ("", Length),
            ("a", Length),
            (long.as_str(), Length),
            (huge.as_str(), Length),
            ("a b", Character),
            ("a\0b", Character),
            ("a@b", Character),
            ("a\u{202e}b", Character),
            ("a\u{200d}b", Character),
            ("😀😀", Character),
            ("a\nb", Character),
            ("\u{fb01}x", Character),
            ("_ab", Edge),
            ("ab.", Edge),
            ("-ab", Edge),
            ("p\u{430}ypal", MixedScripts),
            ("\u{3b1}lice", MixedScripts),
            ("admin", Reserved),
            ("Ad.Min", Reserved),
            ("everyone", Reserved),
            ("NULL", Reserved),
            ("ＲＯＯＴ", Reserved),
        ] {
            assert_eq!(Username::parse(name), Err(why), "{}", &name[..name.len().min(40)]);
        }
    }

    #[test]
    fn a_prefix_is_a_range_that_ends_before_the_next_one() {
        assert_eq!(prefix_range("Al"), Some(("al".to_owned(), Some("am".to_owned()))));
        assert_eq!(prefix_range("\u{d7ff}"), None);
        assert_eq!(prefix_range("a b"), None);
    }
}

//! What a user says of themselves.

use chat_model::text::{self, InvalidText};

/// What others read in a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// What they want to be called.
    pub display_name: String,
    /// What they say of themselves.
    pub bio: Option<String>,
}

/// A change, checked. None keeps what there is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileChange {
    display_name: Option<String>,
    bio: Option<Option<String>>,
}

/// A part of a profile that a text is refused for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidProfile {
    /// Which part.
    pub field: ProfileField,
    /// Why.
    pub why: InvalidText,
}

/// The parts of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileField {
    /// What they want to be called.
    DisplayName,
    /// What they say of themselves.
    Bio,
}

/// How many characters a display name has at most.
const DISPLAY_NAME: usize = 64;
/// How many characters a biography has at most.
const BIO: usize = 500;

/// A display name that may be used.
pub(super) fn display_name(text: &str) -> Result<String, InvalidText> {
    text::line(text, DISPLAY_NAME).map(str::to_owned)
}

impl ProfileChange {
    /// Checks a change: the inner none of `bio` takes the biography away. Tells of everything that is wrong at once.
    pub fn check(name: Option<&str>, bio: Option<Option<&str>>) -> Result<Self, Vec<InvalidProfile>> {
        let name = name.map(display_name).transpose();
        let bio = bio.map(|bio| bio.map(|bio| text::block(bio, BIO).map(str::to_owned)).transpose()).transpose();
        match (name, bio) {
            (Ok(display_name), Ok(bio)) => Ok(Self { display_name, bio }),
            (name, bio) => {
                let refused = |field, why: Option<InvalidText>| why.map(|why| InvalidProfile { field, why });
                let name = refused(ProfileField::DisplayName, name.err());
                Err(name.into_iter().chain(refused(ProfileField::Bio, bio.err())).collect())
            }
        }
    }

    /// The profile after the change.
    #[must_use]
    pub fn apply(&self, before: Profile) -> Profile {
        Profile {
            display_name: self.display_name.clone().unwrap_or(before.display_name),
            bio: self.bio.clone().unwrap_or(before.bio),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before() -> Profile {
        Profile { display_name: "Alice".to_owned(), bio: Some("curious".to_owned()) }
    }

    #[test]
    fn what_is_not_named_stays_and_null_takes_away() {
        assert_eq!(ProfileChange::check(None, None).unwrap().apply(before()), before());
        let cleared = ProfileChange::check(None, Some(None)).unwrap().apply(before());
        assert_eq!(cleared, Profile { bio: None, ..before() });
        let changed = ProfileChange::check(Some("Al"), Some(Some("two\nlines"))).unwrap().apply(before());
        assert_eq!(changed, Profile { display_name: "Al".to_owned(), bio: Some("two\nlines".to_owned()) });
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let refused = ProfileChange::check(Some("two\nlines"), Some(Some(&"x".repeat(501)))).unwrap_err();
        assert_eq!(
            refused.iter().map(|invalid| invalid.field).collect::<Vec<_>>(),
            [ProfileField::DisplayName, ProfileField::Bio]
        );
        assert_eq!(ProfileChange::check(Some(&"x".repeat(65)), None).unwrap_err().len(), 1);
        assert_eq!(ProfileChange::check(Some(" "), Some(Some(""))).unwrap_err().len(), 2);
    }
}

//! Somebody wants an account.

use chat_model::text::InvalidText;

use super::{Email, InvalidEmail, InvalidPassword, InvalidUsername, Password, Username, profile::display_name};

/// A wish for an account that breaks no rule. Whether name and address are free, the database knows.
#[derive(Debug, Clone)]
pub struct Registration {
    /// The nickname.
    pub username: Username,
    /// The address.
    pub email: Email,
    /// The password.
    pub password: Password,
    /// What they want to be called: the nickname unless they say otherwise.
    pub display_name: String,
}

/// A part of the wish that breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidRegistration {
    /// The nickname.
    Username(InvalidUsername),
    /// The address.
    Email(InvalidEmail),
    /// The password.
    Password(InvalidPassword),
    /// What they want to be called.
    DisplayName(InvalidText),
}

impl Registration {
    /// Checks a wish. Tells of everything that is wrong at once.
    pub fn check(
        username: &str,
        email: &str,
        password: &str,
        called: Option<&str>,
    ) -> Result<Self, Vec<InvalidRegistration>> {
        let username = Username::parse(username).map_err(InvalidRegistration::Username);
        let email = Email::parse(email).map_err(InvalidRegistration::Email);
        let password = Password::choose(password, username.as_ref().ok(), email.as_ref().ok())
            .map_err(InvalidRegistration::Password);
        let called = called.map(display_name).transpose().map_err(InvalidRegistration::DisplayName);
        match (username, email, password, called) {
            (Ok(username), Ok(email), Ok(password), Ok(called)) => {
                let display_name = called.unwrap_or_else(|| username.shown().to_owned());
                Ok(Self { username, email, password, display_name })
            }
            (username, email, password, called) => {
                Err([username.err(), email.err(), password.err(), called.err()].into_iter().flatten().collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_display_name_is_the_nickname_unless_given() {
        let check = |called| Registration::check("Alice", "a@b.c", "correct horse", called).unwrap();
        assert_eq!(check(None).display_name, "Alice");
        assert_eq!(check(Some("Alice L.")).display_name, "Alice L.");
    }

    #[test]
    fn everything_wrong_is_told_at_once_and_nothing_secret_is_printed() {
        let refused = Registration::check("a", "b", "c", Some("")).unwrap_err();
        assert_eq!(refused.len(), 4);
        let printed = format!("{:?}", Registration::check("Alice", "a@b.c", "correct horse", None).unwrap());
        assert!(!printed.contains("horse") && !printed.contains("a@b.c"), "{printed}");
    }
}

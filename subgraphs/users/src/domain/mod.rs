//! The rules, without any I/O: what a name, an address and a password must be, who sees whom, and what a change needs.

mod email;
mod login;
mod password;
mod profile;
mod refresh;
mod registration;
mod rename;
mod script;
mod session;
mod suggestion;
mod user;
mod username;
mod visibility;

pub use email::{Email, InvalidEmail};
pub use login::Login;
pub use password::{InvalidPassword, Password};
pub use profile::{InvalidProfile, Profile, ProfileChange, ProfileField};
pub use refresh::{RefreshToken, TokenHash, TokenState};
pub use registration::{InvalidRegistration, Registration};
pub use rename::{PREVIOUS_NAMES, Rename, protected_since, rename};
pub use session::{SESSION_LIFETIME, SESSIONS, Session, user_agent};
pub use suggestion::{SUGGESTIONS, candidates};
pub use user::{Account, PreviousUsername, User};
pub use username::{InvalidUsername, Username, prefix_range, username_key};
pub use visibility::{may_read_users, own};

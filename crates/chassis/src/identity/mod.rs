//! Who is calling.
//!
//! A subgraph accepts only a *passport*: a token signed with Ed25519, at most a minute old, for that subgraph alone. The
//! router mints one for each call out of the client's access token, and a service mints one for its own calls to another
//! service ([`Passports`]). [`Authenticator`] verifies them on every path; [`keys`] holds the keys, which come from files.
//!
//! In development a subgraph's own port also takes a user's access token ([`access`]), which never speaks for a service.

pub mod access;
mod authenticator;
mod claims;
pub mod keys;
mod passport;

use chat_model::{Identity, Role, Viewer};

pub use self::{
    authenticator::{AccessTokens, Authenticator, InvalidToken, authenticate, bearer},
    passport::Passports,
};

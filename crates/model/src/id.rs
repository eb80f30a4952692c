//! Ids: 16 bytes (a UUIDv7) in databases, `prefix_` and 26 characters everywhere else.
//!
//! The text form is Crockford's base 32 in upper case, so ids sort by text as they sort by bytes, which is by the
//! millisecond of their making. There is one spelling per id: two equal ids are equal as strings.

use std::{cmp::Ordering, fmt, hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use uuid::Uuid;

use crate::Timestamp;

/// What an id names. Its prefix stands in front of the id's text form.
pub trait Kind: 'static {
    /// Three letters, unique among all kinds.
    const PREFIX: &'static str;
}

/// The id of a `K`. Copy, ordered by time of making.
pub struct Id<K> {
    uuid: Uuid,
    kind: PhantomData<fn() -> K>,
}

/// The text is not the one spelling of an id of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form {prefix}_…")]
pub struct InvalidId {
    /// The prefix that was expected.
    pub prefix: &'static str,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident, $id:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $kind {}
        impl Kind for $kind { const PREFIX: &'static str = $prefix; }
        #[doc = concat!("`", $prefix, "_…`")]
        pub type $id = Id<$kind>;
    )*};
}

kinds! {
    /// A person's or bot's account.
    User, UserId = "usr";
    /// A signed-in user's private world: the same bytes as the user's id under another prefix.
    Viewer, ViewerId = "vwr";
    /// One signed-in device.
    Session, SessionId = "ses";
    /// A place to talk.
    Channel, ChannelId = "chn";
    /// One user in one channel.
    Membership, MembershipId = "mem";
    /// One message.
    Message, MessageId = "msg";
}

impl<K: Kind> Id<K> {
    /// An id made at `at` from 10 random bytes: a UUIDv7 (RFC 9562, section 5.7).
    #[must_use]
    pub fn new(at: Timestamp, random: [u8; 10]) -> Self {
        let millis = u64::try_from(at.as_millis()).unwrap_or_default();
        Self::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// The id with these 16 bytes.
    #[must_use]
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self { uuid, kind: PhantomData }
    }

    /// The 16 bytes that databases store.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }
}

impl UserId {
    /// The viewer that this user is when signed in.
    #[must_use]
    pub const fn viewer(self) -> ViewerId {
        ViewerId::from_uuid(self.uuid)
    }
}

impl ViewerId {
    /// The user behind this viewer.
    #[must_use]
    pub const fn user(self) -> UserId {
        UserId::from_uuid(self.uuid)
    }
}

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 128 bits in groups of five.
const TEXT_LEN: usize = 26;

impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bits = self.uuid.as_u128();
        let mut text = [0_u8; TEXT_LEN];
        for place in text.iter_mut().rev() {
            *place = ALPHABET[(bits & 31) as usize];
            bits >>= 5;
        }
        write!(f, "{}_{}", K::PREFIX, text.escape_ascii())
    }
}

impl<K: Kind> FromStr for Id<K> {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        parse::<K>(text).ok_or(InvalidId { prefix: K::PREFIX })
    }
}

fn parse<K: Kind>(text: &str) -> Option<Id<K>> {
    let digits = text.strip_prefix(K::PREFIX)?.strip_prefix('_')?.as_bytes();
    // 26 digits hold 130 bits: the first may only be 0 to 7.
    if digits.len() != TEXT_LEN || digits[0] > b'7' {
        return None;
    }
    let mut bits = 0_u128;
    for digit in digits {
        let value = ALPHABET.iter().position(|known| known == digit)?;
        bits = bits << 5 | value as u128;
    }
    Some(Id::from_uuid(Uuid::from_u128(bits)))
}

impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<K: Kind> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, K: Kind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

// Written out, because a derive would demand the same of `K`.
impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<K> Eq for Id<K> {}
impl<K> hash::Hash for Id<K> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_and_bytes_tell_the_same_and_sort_the_same(a: u128, b: u128) {
            let (a, b) = (UserId::from_uuid(Uuid::from_u128(a)), UserId::from_uuid(Uuid::from_u128(b)));
            prop_assert_eq!(a.to_string().parse::<UserId>(), Ok(a));
            prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = text.parse::<UserId>();
        }
    }

    #[test]
    fn another_kind_another_spelling_or_too_many_bits_are_refused() {
        let user = UserId::new(Timestamp::from_millis(1_700_000_000_000), [7; 10]);
        assert_eq!(user.to_string().len(), 30);
        assert!(user.to_string().parse::<ChannelId>().is_err());
        assert!(user.to_string().to_lowercase().parse::<UserId>().is_err());
        assert!("usr_8ZZZZZZZZZZZZZZZZZZZZZZZZZ".parse::<UserId>().is_err());
        assert!("usr_".parse::<UserId>().is_err());
    }

    #[test]
    fn a_viewer_is_never_spelled_like_its_user() {
        let user = UserId::new(Timestamp::from_millis(0), [0; 10]);
        assert_ne!(user.to_string(), user.viewer().to_string());
        assert_eq!(user.viewer().user(), user);
    }
}

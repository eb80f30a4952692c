//! Cursors: opaque positions in a list, made of the sort key of the row that they point at (a keyset), so that a page
//! stays where it is while rows are inserted before it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use crate::{Id, Timestamp};

/// A sort key that can be handed to a client and taken back. Implemented for every type made of [`Part`]s.
pub trait Cursor: Sized {
    /// The opaque text that a client keeps.
    fn encode(&self) -> String;
    /// The position, unless the text was not made by [`Cursor::encode`] of the same type.
    fn decode(text: &str) -> Option<Self>;
}

impl<P: Part> Cursor for P {
    fn encode(&self) -> String {
        let mut bytes = Vec::new();
        self.write(&mut bytes);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn decode(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let mut rest = bytes.as_slice();
        let key = Self::read(&mut rest)?;
        rest.is_empty().then_some(key)
    }
}

/// A piece of a sort key.
pub trait Part: Sized {
    /// Appends this piece to `bytes`.
    fn write(&self, bytes: &mut Vec<u8>);
    /// Takes this piece from the front of `bytes`.
    fn read(bytes: &mut &[u8]) -> Option<Self>;
}

impl Part for i64 {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.to_be_bytes());
    }
    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let (head, tail) = bytes.split_first_chunk()?;
        *bytes = tail;
        Some(Self::from_be_bytes(*head))
    }
}

impl Part for Uuid {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self.as_bytes());
    }
    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let (head, tail) = bytes.split_first_chunk()?;
        *bytes = tail;
        Some(Self::from_bytes(*head))
    }
}

impl<K: crate::id::Kind> Part for Id<K> {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.uuid().write(bytes);
    }
    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Uuid::read(bytes).map(Self::from_uuid)
    }
}

impl Part for Timestamp {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.as_millis().write(bytes);
    }
    fn read(bytes: &mut &[u8]) -> Option<Self> {
        i64::read(bytes).map(Self::from_millis)
    }
}

/// Text of up to 65,535 bytes: the length first. Longer text does not fit a cursor and is cut at a character.
impl Part for String {
    fn write(&self, bytes: &mut Vec<u8>) {
        let text = &self[..self.floor_char_boundary(usize::from(u16::MAX))];
        bytes.extend_from_slice(&u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let (len, rest) = bytes.split_first_chunk()?;
        let (head, tail) = rest.split_at_checked(usize::from(u16::from_be_bytes(*len)))?;
        *bytes = tail;
        // PostgreSQL cannot hold NUL in text, so no key of ours has one.
        let text = std::str::from_utf8(head).ok()?;
        (!text.contains('\0')).then(|| text.to_owned())
    }
}

impl<A: Part, B: Part> Part for (A, B) {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.0.write(bytes);
        self.1.write(bytes);
    }
    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some((A::read(bytes)?, B::read(bytes)?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_comes_back_as_it_went(text in "[a-zäöü]{0,40}", id: u128) {
            let key = (text, Uuid::from_u128(id));
            prop_assert_eq!(Cursor::decode(&key.encode()), Some(key));
        }

        #[test]
        fn garbage_is_refused_without_panic(text in ".*") {
            let _ = <(String, Uuid) as Cursor>::decode(&text);
            let _ = <(Timestamp, Uuid) as Cursor>::decode(&text);
        }
    }

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        assert_eq!(<(Timestamp, Uuid) as Cursor>::decode(&7_i64.encode()), None);
        assert_eq!(<i64 as Cursor>::decode(&Uuid::nil().encode()), None);
    }
}

//! What is known so far: rows of slots, filled by answers. No tree is built and no text is copied: a leaf is a range of an
//! answer's bytes.

use bytes::Bytes;
use federation_plan::TypeId;

/// How many values one request may hold (12 bytes each). An answer of the size that transports let through stays far
/// below it unless it is made to be large, as a list of a million empty objects is.
const MAX_VALUES: usize = 1 << 22;

/// The type of an object whose type is not known (yet).
pub(crate) const NO_TYPE: TypeId = TypeId(u16::MAX);

/// The type of an object of which a subgraph has decided that it is not there. Nothing more is asked for it.
pub(crate) const MISSING: TypeId = TypeId(u16::MAX - 1);

/// What a slot holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    /// Nobody has said anything yet, or who should have said it failed.
    Absent,
    /// Somebody said null.
    Null,
    /// JSON in an answer. Never null.
    Leaf { chunk: u16, start: u32, len: u32 },
    /// An object.
    Object(Row),
    /// A list in [`Arena::lists`].
    List(List),
    /// Stands before an object's slots and says its type.
    Type(TypeId),
}

/// An object: where in [`Arena::slots`] it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Row(u32);

/// A list: some values in [`Arena::lists`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct List {
    start: u32,
    len: u32,
}

/// There is no more room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full;

/// How much there was at some time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    chunks: usize,
    slots: usize,
    lists: usize,
}

/// All objects of a request.
#[derive(Debug)]
pub(crate) struct Arena {
    /// The answers, in the order in which they came.
    chunks: Vec<Chunk>,
    /// Rows: a type, then as many slots as the object's shape has.
    slots: Vec<Value>,
    /// Lists, each in one piece.
    lists: Vec<Value>,
}

#[derive(Debug)]
struct Chunk {
    bytes: Bytes,
    /// Which fetch it answers.
    fetch: u32,
}

impl Arena {
    /// An arena with room for so many answers.
    pub fn for_answers(count: usize) -> Self {
        Self { chunks: Vec::with_capacity(count), slots: Vec::with_capacity(32), lists: Vec::new() }
    }

    /// Keeps an answer; gives its number.
    pub fn keep(&mut self, bytes: Bytes, fetch: u32) -> Result<u16, Full> {
        let chunk = u16::try_from(self.chunks.len()).map_err(|_| Full)?;
        u32::try_from(bytes.len()).map_err(|_| Full)?;
        // A guess from what fields usually take in JSON: more than one growth is rare.
        self.slots.reserve(bytes.len() / 16);
        self.lists.reserve(bytes.len() / 128);
        self.chunks.push(Chunk { bytes, fetch });
        Ok(chunk)
    }

    /// How many bytes came so far.
    pub fn received(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.bytes.len()).sum()
    }

    pub fn mark(&self) -> Mark {
        Mark { chunks: self.chunks.len(), slots: self.slots.len(), lists: self.lists.len() }
    }

    /// Forgets what came since. Nothing from before may refer to it.
    pub fn back_to(&mut self, mark: Mark) {
        self.chunks.truncate(mark.chunks);
        self.slots.truncate(mark.slots);
        self.lists.truncate(mark.lists);
    }

    /// Makes the object that is there from the start.
    pub fn root(&mut self, object_type: TypeId, slots: u16) -> Row {
        self.slots.clear();
        self.slots.push(Value::Type(object_type));
        self.slots.resize(1 + usize::from(slots), Value::Absent);
        Row(0)
    }

    /// Makes an object.
    #[inline]
    pub fn add_object(&mut self, object_type: TypeId, slots: u16) -> Result<Row, Full> {
        let start = self.slots.len();
        if start > MAX_VALUES {
            return Err(Full);
        }
        self.slots.push(Value::Type(object_type));
        self.slots.resize(start + 1 + usize::from(slots), Value::Absent);
        Ok(Row(start as u32))
    }

    /// Makes a list.
    pub fn add_list(&mut self, values: &[Value]) -> Result<List, Full> {
        let start = self.lists.len();
        if start + values.len() > MAX_VALUES {
            return Err(Full);
        }
        self.lists.extend_from_slice(values);
        Ok(List { start: start as u32, len: values.len() as u32 })
    }

    #[inline]
    pub fn slot(&self, row: Row, slot: u16) -> Value {
        self.slots[row.0 as usize + 1 + usize::from(slot)]
    }

    #[inline]
    pub fn set_slot(&mut self, row: Row, slot: u16, value: Value) {
        self.slots[row.0 as usize + 1 + usize::from(slot)] = value;
    }

    #[inline]
    pub fn type_of(&self, row: Row) -> TypeId {
        match self.slots[row.0 as usize] {
            Value::Type(object_type) => object_type,
            // Never: rows are only made by `add_object`.
            _ => NO_TYPE,
        }
    }

    pub fn set_type(&mut self, row: Row, object_type: TypeId) {
        self.slots[row.0 as usize] = Value::Type(object_type);
    }

    #[inline]
    pub fn list(&self, list: List) -> &[Value] {
        &self.lists[list.start as usize..][..list.len as usize]
    }

    pub fn set_element(&mut self, list: List, index: usize, value: Value) {
        self.lists[list.start as usize + index] = value;
    }

    /// The JSON of a leaf.
    #[inline]
    pub fn leaf(&self, chunk: u16, start: u32, len: u32) -> &[u8] {
        &self.chunks[usize::from(chunk)].bytes[start as usize..][..len as usize]
    }

    /// Which fetch brought a leaf.
    pub fn fetch_of(&self, chunk: u16) -> u32 {
        self.chunks[usize::from(chunk)].fetch
    }
}

impl List {
    pub fn len(self) -> usize {
        self.len as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_small() {
        assert_eq!(size_of::<Value>(), 12);
    }
}

//! Representations: what is sent to find entities, each different one once.

use std::{hash::BuildHasher, ops::Range};

use hashbrown::{DefaultHashBuilder, HashTable};

use super::target;
use crate::{
    arena::{Arena, Full, Row, Value},
    program::{ALWAYS, ConditionIndex, Entities, Program, Representation, RepresentationField, Span, Text},
};

/// What a representation takes, as a guess.
const USUAL_BYTES: usize = 64;

/// How many representations one request has at most. Subgraphs refuse more.
pub(crate) const MAX_REPRESENTATIONS: usize = 1_000;

/// All representations of a fetch together are at most this large.
const MAX_BYTES: usize = 64 << 20;

/// Memory that the fetches of a request use one after another.
#[derive(Default)]
pub(crate) struct Scratch {
    /// Representations, with commas in between.
    text: Vec<u8>,
    /// Indices of representations, by their bytes.
    known: HashTable<u32>,
    hasher: DefaultHashBuilder,
    rows: [Vec<Row>; 2],
}

/// What one `_entities` field asks for.
#[derive(Debug, Default)]
pub(crate) struct Requested {
    pub representations: Vec<Sent>,
    /// Which object is which of the representations.
    pub objects: Vec<(Row, u32)>,
}

/// One representation.
#[derive(Debug)]
pub(crate) struct Sent {
    /// Its `__typename`, as JSON, if the entity must have the same.
    pub typename: Option<Text>,
    /// Where in the scratch memory it stands.
    range: Range<u32>,
}

/// Collects the objects that `entities` is about, and writes their representations.
pub(crate) fn represent(
    program: &Program,
    arena: &Arena,
    conditions: &[bool],
    entities: &Entities,
    root: Row,
    scratch: &mut Scratch,
) -> Result<Requested, Full> {
    let [rows, before] = &mut scratch.rows;
    target::collect(program, arena, entities.target, root, rows, before);
    let mut requested =
        Requested { representations: Vec::with_capacity(rows.len()), objects: Vec::with_capacity(rows.len()) };
    let Scratch { text, known, hasher, rows: [rows, _] } = scratch;
    known.clear();
    // It is empty, so that nothing is hashed again.
    known.reserve(rows.len(), |_| 0);
    text.reserve(rows.len() * USUAL_BYTES);
    let by_type = &program.representations[entities.representations];
    let mut writer = Writer { program, arena, conditions, text };
    for row in rows.iter() {
        let object_type = arena.type_of(*row);
        let is_it = |known: &&Representation| {
            known.object_type.is_none_or(|known| known == object_type) && writer.holds(known.condition)
        };
        let Some(representation) = by_type.iter().find(is_it) else { continue };
        let start = writer.text.len();
        writer.text.extend_from_slice(program.text(representation.prefix));
        if !writer.fields(representation.fields, *row) {
            writer.text.truncate(start);
            continue;
        }
        writer.text.push(b'}');
        let bytes = |range: &Range<u32>| &writer.text[range.start as usize..range.end as usize];
        let range = start as u32..writer.text.len() as u32;
        let hash = |range: &Range<u32>| hasher.hash_one(bytes(range));
        let is_same = |index: &u32| bytes(&requested.representations[*index as usize].range) == bytes(&range);
        let index = match known.find(hash(&range), is_same) {
            Some(index) => {
                let index = *index;
                writer.text.truncate(start);
                index
            }
            None => {
                let index = requested.representations.len() as u32;
                known.insert_unique(hash(&range), index, |index| {
                    hash(&requested.representations[*index as usize].range)
                });
                requested.representations.push(Sent { typename: representation.typename, range });
                writer.text.push(b',');
                index
            }
        };
        requested.objects.push((*row, index));
        if writer.text.len() > MAX_BYTES {
            return Err(Full);
        }
    }
    Ok(requested)
}

impl Requested {
    /// Those that one request has, from the number `first` on.
    pub fn piece(&self, first: usize) -> &[Sent] {
        let count = self.representations.len();
        &self.representations[first.min(count)..(first + MAX_REPRESENTATIONS).min(count)]
    }
}

impl Scratch {
    /// The text of neighbours, with commas in between.
    pub fn text(&self, representations: &[Sent]) -> &[u8] {
        match (representations.first(), representations.last()) {
            (Some(first), Some(last)) => &self.text[first.range.start as usize..last.range.end as usize],
            _ => &[],
        }
    }

    /// Forgets the representations of the fetch before.
    pub fn clear(&mut self) {
        self.text.clear();
    }
}

struct Writer<'a> {
    program: &'a Program,
    arena: &'a Arena,
    /// Which conditions hold.
    conditions: &'a [bool],
    text: &'a mut Vec<u8>,
}

impl Writer<'_> {
    fn holds(&self, condition: ConditionIndex) -> bool {
        condition == ALWAYS || self.conditions[usize::from(condition)]
    }

    /// Writes what is taken of an object. If something that must be known is not, says so.
    ///
    /// Null is known, unless it is in a key. What is absent was never said, or has failed.
    fn fields(&mut self, fields: Span<RepresentationField>, row: Row) -> bool {
        let program = self.program;
        program.representation_fields[fields].iter().all(|field| {
            let is_of = |types| program.types[types].contains(&self.arena.type_of(row));
            if !self.holds(field.condition) || !field.types.is_none_or(is_of) {
                return true;
            }
            let value = self.arena.slot(row, field.slot);
            if value == Value::Absent {
                return false;
            }
            self.text.extend_from_slice(self.program.text(field.key));
            self.value(field, value)
        })
    }

    fn value(&mut self, field: &RepresentationField, value: Value) -> bool {
        match value {
            Value::Leaf { chunk, start, len } => self.text.extend_from_slice(self.arena.leaf(chunk, start, len)),
            Value::Object(row) => {
                let start = self.text.len();
                if !self.fields(field.fields, row) {
                    return false;
                }
                open(self.text, start, b'{');
                self.text.push(b'}');
            }
            Value::List(list) => {
                let start = self.text.len();
                for element in self.arena.list(list) {
                    self.text.push(b',');
                    if !self.value(field, *element) {
                        return false;
                    }
                }
                open(self.text, start, b'[');
                self.text.push(b']');
            }
            Value::Null | Value::Absent | Value::Type(_) => {
                self.text.extend_from_slice(b"null");
                return !field.is_key;
            }
        }
        true
    }
}

/// Everything in an object or list was written with a comma before it: the first one becomes the bracket.
fn open(text: &mut Vec<u8>, start: usize, bracket: u8) {
    match text.get_mut(start) {
        Some(comma) => *comma = bracket,
        None => text.push(bracket),
    }
}

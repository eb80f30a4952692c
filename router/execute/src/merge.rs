//! Making new objects a part of what is known.
//!
//! An object that several subgraphs were asked for at one place is merged by these rules, whatever the order of arrival:
//! a null wins (unless it is one that an error explains: [`forgive`] has made that [`Value::Absent`] before); an absent
//! value changes nothing; two objects must be of the same type and agree by their identity, two lists must be equally
//! long. What cannot be merged is null, and a [`Conflict`].

use crate::{
    arena::{Arena, List, NO_TYPE, Row, Value},
    program::{Program, ReadField, ReadValue},
};

/// Two subgraphs disagree on what stands at one place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Conflict<'p> {
    /// The object from which the path leads.
    pub row: Row,
    /// Where it is.
    pub path: Vec<Segment<'p>>,
}

/// A step of a path, as it stands in a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub(crate) enum Segment<'p> {
    Key(&'p str),
    Index(usize),
}

/// Merges objects.
pub(crate) struct Merger<'a, 'p> {
    pub program: &'p Program,
    pub arena: &'a mut Arena,
    pub conflicts: Vec<Conflict<'p>>,
    /// Where the merger is, from `row`.
    row: Row,
    path: Vec<Segment<'p>>,
}

impl<'a, 'p> Merger<'a, 'p> {
    pub fn new(program: &'p Program, arena: &'a mut Arena, root: Row) -> Self {
        Self { program, arena, conflicts: Vec::new(), row: root, path: Vec::new() }
    }

    /// Takes over what `read` has read into `from`.
    pub fn take(&mut self, read: u32, into: Row, from: Row) {
        self.row = into;
        self.learn_type(into, from);
        self.fields(read, into, from);
    }

    fn fields(&mut self, read: u32, into: Row, from: Row) {
        for field in self.program.read_fields(read) {
            if matches!(field.value, ReadValue::Typename { has_slot: false }) {
                continue;
            }
            let new = self.arena.slot(from, field.slot);
            match self.arena.slot(into, field.slot) {
                // By far the most frequent.
                Value::Absent => self.arena.set_slot(into, field.slot, new),
                old => {
                    let name = self.program.slot_name(self.program.reads[read as usize].shape, field.slot);
                    self.path.extend(name.map(Segment::Key));
                    let value = self.value(field, old, new);
                    self.path.truncate(self.path.len() - usize::from(name.is_some()));
                    self.arena.set_slot(into, field.slot, value);
                }
            }
        }
    }

    /// What becomes of two values of one field.
    fn value(&mut self, field: &ReadField, old: Value, new: Value) -> Value {
        let ReadValue::Objects { is_shared, .. } = field.value else { return self.leaf(old, new) };
        match (old, new) {
            (value, Value::Absent) | (Value::Absent, value) => value,
            (Value::Null, _) | (_, Value::Null) if is_shared => Value::Null,
            (value, Value::Null) | (Value::Null, value) => value,
            (Value::Object(left), Value::Object(right)) => self.objects(field, left, right),
            (Value::List(left), Value::List(right)) => self.lists(field, left, right),
            _ => self.conflict(),
        }
    }

    fn objects(&mut self, field: &ReadField, left: Row, right: Row) -> Value {
        let ReadValue::Objects { read, identity, .. } = field.value else { return self.conflict() };
        if left == right {
            return Value::Object(left);
        }
        let identity = &self.program.identities[identity];
        let (left_type, right_type) = (self.arena.type_of(left), self.arena.type_of(right));
        let is_same = (left_type == right_type || left_type == NO_TYPE || right_type == NO_TYPE)
            && identity.iter().all(|slot| self.agree(self.arena.slot(left, *slot), self.arena.slot(right, *slot)));
        if !is_same {
            return self.conflict();
        }
        self.learn_type(left, right);
        self.fields(read, left, right);
        Value::Object(left)
    }

    /// One side may not know the type: where it has only an interface.
    fn learn_type(&mut self, into: Row, from: Row) {
        if self.arena.type_of(into) == NO_TYPE {
            let object_type = self.arena.type_of(from);
            self.arena.set_type(into, object_type);
        }
    }

    fn lists(&mut self, field: &ReadField, left: List, right: List) -> Value {
        if left.len() != right.len() {
            return self.conflict();
        }
        for index in 0..left.len() {
            self.path.push(Segment::Index(index));
            let value = self.value(field, self.arena.list(left)[index], self.arena.list(right)[index]);
            self.arena.set_element(left, index, value);
            self.path.pop();
        }
        Value::List(left)
    }

    /// Of two leaves that are known the one counts that the earlier fetch of the plan has brought.
    fn leaf(&self, old: Value, new: Value) -> Value {
        match (old, new) {
            (Value::Absent | Value::Null, Value::Leaf { .. }) => new,
            (Value::Leaf { chunk: old_chunk, .. }, Value::Leaf { chunk, .. })
                if self.arena.fetch_of(chunk) < self.arena.fetch_of(old_chunk) =>
            {
                new
            }
            _ => old,
        }
    }

    /// Whether two sides say the same of an object's identity, as far as they say something.
    fn agree(&self, left: Value, right: Value) -> bool {
        let (Some(left), Some(right)) = (self.json(left), self.json(right)) else { return true };
        // The same text may be escaped in two ways.
        left == right || {
            let [left, right] = [left, right].map(serde_json::from_slice::<serde_json::Value>);
            matches!((left, right), (Ok(left), Ok(right)) if left == right)
        }
    }

    fn json(&self, value: Value) -> Option<&[u8]> {
        match value {
            Value::Leaf { chunk, start, len } => Some(self.arena.leaf(chunk, start, len)),
            _ => None,
        }
    }

    fn conflict(&mut self) -> Value {
        self.conflicts.push(Conflict { row: self.row, path: self.path.clone() });
        Value::Null
    }
}

/// A step of a path in an answer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(untagged)]
pub(crate) enum WireSegment {
    Key(String),
    Index(usize),
}

/// Takes back a null that an error explains, in an object that was just read: what failed on this side may come from
/// another. `path` is the error's; the null stands there, or further up if it could not stand there.
pub(crate) fn forgive(program: &Program, arena: &mut Arena, read: u32, object: Row, path: &[WireSegment]) {
    let (mut read, mut object) = (read, object);
    let mut path = path.iter();
    while let Some(WireSegment::Key(key)) = path.next() {
        let is_it = |field: &&ReadField| program.name(field.key) == key;
        let Some(field) = program.read_fields(read).iter().find(is_it) else { return };
        let ReadValue::Objects { read: inner, is_shared, .. } = field.value else { return };
        let mut value = arena.slot(object, field.slot);
        if value == Value::Null && is_shared {
            arena.set_slot(object, field.slot, Value::Absent);
        }
        while let Value::List(list) = value {
            let Some(WireSegment::Index(index)) = path.next() else { return };
            let Some(element) = arena.list(list).get(*index) else { return };
            value = *element;
            if value == Value::Null && is_shared {
                arena.set_element(list, *index, Value::Absent);
            }
        }
        let Value::Object(row) = value else { return };
        (read, object) = (inner, row);
    }
}

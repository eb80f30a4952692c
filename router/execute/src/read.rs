//! Reading an answer, in one pass and guided by what was asked for.
//!
//! Nothing that was known before is touched: objects of an answer are new ones, and become a part of the response when
//! the whole answer has turned out to be well-formed ([`crate::merge`]). Until then the arena can go [back](Arena::back_to).

mod answer;

use federation_plan::TypeId;

pub(crate) use answer::{Answer, Asked, read};

use crate::{
    arena::{Arena, Full, NO_TYPE, Row, Value},
    program::{Program, ReadField, ReadValue, Text},
    scan::{MAX_DEPTH, NotJson, Scanner},
};

/// Why an answer is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Invalid {
    #[error(transparent)]
    NotJson(#[from] NotJson),
    #[error("it is not a GraphQL response")]
    NotAResponse,
    #[error("it has neither data nor errors")]
    Nothing,
    #[error("one of its objects says something twice")]
    Twice,
    #[error("one of its objects does not say its type")]
    NoType,
    #[error("an entity has another type than the one that was asked for")]
    OtherType,
    #[error("it has another number of entities than were asked for")]
    OtherNumber,
    #[error("it is too large")]
    TooLarge,
}

impl From<Full> for Invalid {
    fn from(Full: Full) -> Self {
        Self::TooLarge
    }
}

/// How many elements of lists are read at once, as a guess.
const USUAL_ELEMENTS: usize = 64;

/// Reads one answer.
struct Reader<'a> {
    program: &'a Program,
    arena: &'a mut Arena,
    scanner: Scanner<'a>,
    /// The number of the answer in the arena.
    chunk: u16,
    /// How many objects and lists are open.
    depth: u32,
    /// The elements of the lists that are open.
    elements: &'a mut Vec<Value>,
}

/// What comes next in an object.
enum Next {
    End,
    /// A value under a key that nobody asked for; it has been skipped.
    Unknown,
    /// The value of this field.
    Field(usize),
}

impl Reader<'_> {
    /// Reads an object; null if it is of a type that cannot be here. An entity must be of the type that it was asked as.
    fn object(&mut self, read: u32, entity: Option<Text>) -> Result<Value, Invalid> {
        let program = self.program;
        let shape = &program.reads[read as usize];
        let fields = &program.read_fields[shape.fields];
        self.open(b"{")?;
        let row = self.arena.add_object(shape.known.unwrap_or(NO_TYPE), shape.slots)?;
        let mut is_first = true;
        // The next field as it was asked for. Most answers keep that order, and leave nothing out.
        let mut expected = 0;
        let mut is_surprised = false;
        let mut has_said_type = false;
        loop {
            let is_as_expected = fields.get(expected).is_some_and(|field| {
                let key = program.text(field.key);
                self.scanner.eat_all(if is_first { &key[1..] } else { key })
            });
            if !is_as_expected {
                match self.surprise(fields, expected, is_first)? {
                    Next::End => break,
                    Next::Unknown => {
                        is_first = false;
                        continue;
                    }
                    Next::Field(index) => {
                        is_surprised = true;
                        expected = index;
                    }
                }
            }
            is_first = false;
            let field = &fields[expected];
            expected += 1;
            let value = match field.value {
                ReadValue::Leaf => self.leaf()?,
                ReadValue::Objects { read, .. } => self.objects(read)?,
                ReadValue::Typename { has_slot } => {
                    let name = self.leaf()?;
                    self.typename(row, read, entity, name)?;
                    has_said_type = true;
                    if !has_slot {
                        continue;
                    }
                    name
                }
            };
            if is_surprised && self.arena.slot(row, field.slot) != Value::Absent {
                return Err(Invalid::Twice);
            }
            self.arena.set_slot(row, field.slot, value);
        }
        self.close(b"}")?;
        if is_surprised || expected < fields.len() {
            self.null_what_is_missing(fields, row);
        }
        if shape.known.is_some() || entity.is_some() {
            return Ok(Value::Object(row));
        }
        if !has_said_type {
            return Err(Invalid::NoType);
        }
        Ok(if self.arena.type_of(row) == NO_TYPE { Value::Null } else { Value::Object(row) })
    }

    /// Finds out what comes where it is not what was expected, and goes on to its value.
    fn surprise(&mut self, fields: &[ReadField], expected: usize, is_first: bool) -> Result<Next, Invalid> {
        self.scanner.whitespace();
        if self.scanner.peek() == Some(b'}') {
            return Ok(Next::End);
        }
        if !is_first {
            self.scanner.expect(b",")?;
            self.scanner.whitespace();
        }
        let key = self.scanner.key()?;
        let plain;
        let key = if key.contains(&b'\\') {
            plain = without_escapes(key);
            plain.as_slice()
        } else {
            key
        };
        // Mostly some were left out, so that it is one of those that follow.
        let is_it = |index: &usize| {
            let known = self.program.text(fields[*index].key);
            known[1..known.len() - 1] == *key
        };
        match (expected..fields.len()).chain(0..expected).find(is_it) {
            Some(index) => Ok(Next::Field(index)),
            None => {
                self.scanner.value(self.depth)?;
                Ok(Next::Unknown)
            }
        }
    }

    /// Some servers leave out what is null. Where others may say it too, silence says nothing.
    #[cold]
    fn null_what_is_missing(&mut self, fields: &[ReadField], row: Row) {
        for field in fields {
            let is_open = match field.value {
                ReadValue::Leaf | ReadValue::Typename { has_slot: true } => true,
                ReadValue::Objects { is_shared, .. } => !is_shared,
                ReadValue::Typename { has_slot: false } => false,
            };
            if is_open && self.arena.slot(row, field.slot) == Value::Absent {
                self.arena.set_slot(row, field.slot, Value::Null);
            }
        }
    }

    /// Takes an object's type from its `__typename`.
    fn typename(&mut self, row: Row, read: u32, entity: Option<Text>, name: Value) -> Result<(), Invalid> {
        let Value::Leaf { chunk, start, len } = name else { return Err(Invalid::NoType) };
        let name = self.arena.leaf(chunk, start, len);
        if let Some(expected) = entity {
            return if name == self.program.text(expected) { Ok(()) } else { Err(Invalid::OtherType) };
        }
        let possible = &self.program.types[self.program.reads[read as usize].possible];
        let is_it = |id: &&TypeId| name == self.program.text(self.program.type_names[usize::from(id.0)]);
        if let Some(id) = possible.iter().find(is_it) {
            self.arena.set_type(row, *id);
        }
        Ok(())
    }

    /// Reads an object or lists of them; anything else is kept as it is, to be found wrong when it is written.
    fn objects(&mut self, read: u32) -> Result<Value, Invalid> {
        self.scanner.whitespace();
        match self.scanner.peek() {
            Some(b'{') => self.object(read, None),
            Some(b'[') => self.list(|reader, _| reader.objects(read)),
            _ => self.leaf(),
        }
    }

    /// Reads a list whose elements are read by `element`, which is told their index.
    fn list(&mut self, mut element: impl FnMut(&mut Self, usize) -> Result<Value, Invalid>) -> Result<Value, Invalid> {
        self.open(b"[")?;
        if self.elements.capacity() == 0 {
            self.elements.reserve(USUAL_ELEMENTS);
        }
        let base = self.elements.len();
        self.scanner.whitespace();
        if self.scanner.peek() != Some(b']') {
            loop {
                let value = element(self, self.elements.len() - base)?;
                self.elements.push(value);
                self.scanner.whitespace();
                if !self.scanner.eat(b',') {
                    break;
                }
            }
        }
        self.close(b"]")?;
        let list = self.arena.add_list(&self.elements[base..])?;
        self.elements.truncate(base);
        Ok(Value::List(list))
    }

    /// Keeps a value as it is.
    #[inline]
    fn leaf(&mut self) -> Result<Value, Invalid> {
        self.scanner.whitespace();
        let start = self.scanner.position();
        match self.scanner.peek() {
            Some(b'n') => {
                self.scanner.expect(b"null")?;
                return Ok(Value::Null);
            }
            Some(b'{' | b'[') => self.scanner.value(self.depth)?,
            _ => self.scanner.scalar()?,
        }
        // An answer's length fits into 32 bits: see `Arena::keep`.
        let len = (self.scanner.position() - start) as u32;
        Ok(Value::Leaf { chunk: self.chunk, start: start as u32, len })
    }

    fn open(&mut self, bracket: &[u8]) -> Result<(), Invalid> {
        self.scanner.expect(bracket)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(NotJson::TooDeep.into()) } else { Ok(()) }
    }

    fn close(&mut self, bracket: &[u8]) -> Result<(), Invalid> {
        self.depth -= 1;
        Ok(self.scanner.expect(bracket)?)
    }
}

/// A key with its quotes and without escapes. What stays escaped is none of ours.
#[cold]
fn without_escapes(key: &[u8]) -> Vec<u8> {
    let plain = serde_json::from_slice::<String>(key).unwrap_or_default();
    [b"\"", plain.as_bytes(), b"\""].concat()
}

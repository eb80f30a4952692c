//! The top level of an answer: `data` and `errors`. Section 7 of the specification.

use std::ops::Range;

use bytes::Bytes;

use super::{Invalid, Reader};
use crate::{
    arena::{Arena, Value},
    entities::{Requested, Sent},
    program::{Entities, Program},
    scan::Scanner,
};

/// What an answer is expected to be about.
pub(crate) enum Asked<'a> {
    /// The root object, by this read.
    Root(u32),
    /// The entities of each part of a fetch: how the part was asked, what it has asked for, and the number of the first
    /// representation that this answer is about.
    Entities(&'a [Entities], &'a [Requested], usize),
}

/// A well-formed answer.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Root: one value, the new object. Entities: for each part its list, or null. Nothing if `data` is null.
    pub data: Option<Value>,
    /// Where in the answer the value of `errors` stands.
    pub errors: Option<Range<usize>>,
}

/// Reads an answer of the fetch `fetch`. If it is invalid, the arena holds remains of it.
pub(crate) fn read(
    program: &Program,
    arena: &mut Arena,
    elements: &mut Vec<Value>,
    fetch: u32,
    body: &Bytes,
    asked: &Asked<'_>,
) -> Result<Answer, Invalid> {
    elements.clear();
    let chunk = arena.keep(body.clone(), fetch)?;
    let mut reader = Reader { program, arena, scanner: Scanner::new(body), chunk, depth: 0, elements };
    let answer = reader.response(asked)?;
    reader.scanner.whitespace();
    if reader.scanner.is_at_end() { Ok(answer) } else { Ok(reader.scanner.fail()?) }
}

impl Reader<'_> {
    fn response(&mut self, asked: &Asked<'_>) -> Result<Answer, Invalid> {
        self.scanner.whitespace();
        if self.scanner.peek() != Some(b'{') {
            // What it is instead must still be told apart from what is no JSON at all.
            self.scanner.value(self.depth)?;
            return Err(Invalid::NotAResponse);
        }
        let (mut data, mut errors) = (None, None);
        self.members(|reader, key| {
            match key {
                b"\"data\"" if data.is_some() => return Err(Invalid::Twice),
                b"\"data\"" => data = Some(reader.data(asked)?),
                b"\"errors\"" if errors.is_some() => return Err(Invalid::Twice),
                b"\"errors\"" => errors = Some(reader.errors()?),
                _ => reader.scanner.value(reader.depth)?,
            }
            Ok(())
        })?;
        match (data.flatten(), errors.flatten()) {
            (None, None) => Err(Invalid::Nothing),
            (data, errors) => Ok(Answer { data, errors }),
        }
    }

    fn data(&mut self, asked: &Asked<'_>) -> Result<Option<Value>, Invalid> {
        match (self.scanner.peek(), asked) {
            (Some(b'n'), _) => {
                self.scanner.expect(b"null")?;
                Ok(None)
            }
            (Some(b'{'), Asked::Root(read)) => Ok(Some(self.object(*read, None)?)),
            (Some(b'{'), Asked::Entities(parts, requested, first)) => {
                Ok(Some(self.entities(parts, requested, *first)?))
            }
            _ => {
                self.scanner.value(self.depth)?;
                Err(Invalid::NotAResponse)
            }
        }
    }

    /// Reads the lists of entities of all parts; gives a list of them.
    fn entities(&mut self, parts: &[Entities], requested: &[Requested], first: usize) -> Result<Value, Invalid> {
        let base = self.elements.len();
        self.elements.resize(base + parts.len(), Value::Absent);
        self.members(|reader, key| {
            let program = reader.program;
            let is_it = |part: &Entities| {
                let known = program.text(part.key);
                known[1..known.len() - 1] == *key
            };
            match parts.iter().position(is_it) {
                Some(part) if reader.elements[base + part] != Value::Absent => Err(Invalid::Twice),
                Some(part) => {
                    reader.elements[base + part] =
                        reader.entity_list(parts[part].read, requested[part].piece(first))?;
                    Ok(())
                }
                None => Ok(reader.scanner.value(reader.depth)?),
            }
        })?;
        let lists = self.arena.add_list(&self.elements[base..])?;
        self.elements.truncate(base);
        Ok(Value::List(lists))
    }

    fn entity_list(&mut self, read: u32, asked: &[Sent]) -> Result<Value, Invalid> {
        if self.scanner.peek() != Some(b'[') {
            let value = self.leaf()?;
            return if value == Value::Null { Ok(value) } else { Err(Invalid::NotAResponse) };
        }
        let list = self.list(|reader, index| {
            reader.scanner.whitespace();
            let Some(entity) = asked.get(index) else { return Err(Invalid::OtherNumber) };
            match reader.scanner.peek() {
                Some(b'{') => reader.object(read, entity.typename),
                _ if reader.leaf()? == Value::Null => Ok(Value::Null),
                _ => Err(Invalid::NotAResponse),
            }
        })?;
        match list {
            Value::List(list) if list.len() == asked.len() => Ok(Value::List(list)),
            _ => Err(Invalid::OtherNumber),
        }
    }

    /// Goes over `errors`; nothing if there are none.
    fn errors(&mut self) -> Result<Option<Range<usize>>, Invalid> {
        let start = self.scanner.position();
        let first = self.scanner.peek();
        self.scanner.value(self.depth)?;
        let text = self.scanner.since(start);
        match first {
            Some(b'n') => Ok(None),
            Some(b'[') if text[1..text.len() - 1].trim_ascii().is_empty() => Ok(None),
            Some(b'[') => Ok(Some(start..self.scanner.position())),
            _ => Err(Invalid::NotAResponse),
        }
    }

    /// Goes over an object, giving each key to `member`, which goes over the value.
    fn members(&mut self, mut member: impl FnMut(&mut Self, &[u8]) -> Result<(), Invalid>) -> Result<(), Invalid> {
        self.open(b"{")?;
        self.scanner.whitespace();
        if self.scanner.peek() != Some(b'}') {
            loop {
                self.scanner.whitespace();
                let key = self.scanner.key()?;
                self.scanner.whitespace();
                member(self, key)?;
                self.scanner.whitespace();
                if !self.scanner.eat(b',') {
                    break;
                }
            }
        }
        self.close(b"}")
    }
}

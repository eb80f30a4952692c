//! Writing the response's `data`, once, into one buffer.
//!
//! A null that may not stand where it is cuts the buffer back to where the next place begins that may be null (section
//! 6.4.4 of the specification). Neighbours that came as neighbours are copied together.

mod leaf;
mod place;
mod raw;

use apollo_compiler::response::JsonMap;
use place::Place;

use crate::{
    arena::{Arena, List, MISSING, NO_TYPE, Row, Value},
    error::Errors,
    program::{ALWAYS, ConditionIndex, Leaf, OutputField, OutputKind, OutputType, OutputValue, Program, Text},
};
use leaf::{Form, form};

/// A response is at most this large. Objects that many others refer to are written many times.
const MAX_BYTES: usize = 64 << 20;

/// The next place that may be null is null.
struct Null;

/// Writes the response's data.
pub(crate) struct Writer<'a, 'p> {
    pub program: &'p Program,
    pub arena: &'a Arena,
    pub introspection: Option<&'a JsonMap>,
    /// Which conditions hold.
    pub conditions: &'a [bool],
    pub errors: &'a mut Errors<'p>,
    /// Of root fields only those that fetches of this or an earlier stage fill.
    pub last_stage: u32,
    pub out: Vec<u8>,
    /// What of an answer is to be copied next.
    run: Run,
    is_too_large: bool,
}

/// Bytes of an answer that belong into the response as they are.
#[derive(Clone, Copy, Default)]
struct Run {
    chunk: u16,
    start: u32,
    end: u32,
}

impl<'a, 'p> Writer<'a, 'p> {
    pub fn new(
        program: &'p Program,
        arena: &'a Arena,
        introspection: Option<&'a JsonMap>,
        conditions: &'a [bool],
        errors: &'a mut Errors<'p>,
        last_stage: u32,
    ) -> Self {
        // Keys that only the response has are rarely more than what only the answers have.
        let out = Vec::with_capacity(arena.received() + 256);
        let run = Run::default();
        Self { program, arena, introspection, conditions, errors, last_stage, out, run, is_too_large: false }
    }

    /// Writes the root object; says whether it is not null.
    pub fn data(&mut self, root: Row) -> bool {
        let start = self.out.len();
        let output = self.program.outputs.len() - 1;
        let written = self.object(output as u32, root, None);
        if written.is_err() {
            self.out.truncate(start);
            self.run = Run::default();
            self.out.extend_from_slice(b"null");
            if self.is_too_large {
                self.errors.add("the response is too large", Vec::new(), "RESPONSE_TOO_LARGE");
            }
        }
        written.is_ok()
    }

    fn object(&mut self, output: u32, row: Row, place: Option<&Place<'_>>) -> Result<(), Null> {
        let program = self.program;
        let start = self.out.len();
        if start > MAX_BYTES {
            self.is_too_large = true;
            return Err(Null);
        }
        for field in &program.output_fields[program.outputs[output as usize].fields] {
            if !self.is_asked_for(field, row) {
                continue;
            }
            match field.value {
                OutputValue::Slot { slot, value, coordinate, is_same_key } => {
                    let held = self.arena.slot(row, slot);
                    if let (Value::Leaf { chunk, start, len }, OutputKind::Leaf(leaf)) = (held, value.kind)
                        && form(program, leaf, self.arena.leaf(chunk, start, len)) == Form::Same
                    {
                        self.copy(field.key, is_same_key, Run { chunk, start, end: start + len });
                        continue;
                    }
                    if place.is_none() && program.root_stages[usize::from(slot)] > self.last_stage {
                        continue;
                    }
                    self.key(field.key);
                    let place = Place::Key { above: place, key: field.key };
                    self.value(value, held, coordinate, &place)?;
                }
                OutputValue::Typename => {
                    self.key(field.key);
                    let name = program.type_names.get(usize::from(self.arena.type_of(row).0));
                    self.out.extend_from_slice(name.map_or(b"null", |name| program.text(*name)));
                }
                OutputValue::Introspection => {
                    self.key(field.key);
                    self.introspection(field.key);
                }
            }
        }
        self.flush();
        self.close(start, b'{', b'}');
        Ok(())
    }

    #[inline]
    fn is_asked_for(&self, field: &OutputField, row: Row) -> bool {
        let is_of = |types| self.program.types[types].contains(&self.arena.type_of(row));
        self.holds(field.condition) && field.types.is_none_or(is_of)
    }

    #[inline]
    fn holds(&self, condition: ConditionIndex) -> bool {
        condition == ALWAYS || self.conditions[usize::from(condition)]
    }

    /// Writes a value, or null where that may be.
    fn value(&mut self, expected: OutputType, held: Value, coordinate: Text, place: &Place<'_>) -> Result<(), Null> {
        let start = self.out.len();
        let held = match (expected.kind, held) {
            (OutputKind::Object(output), Value::Object(row)) if self.is_gone(output, row) => Value::Null,
            (_, held) => held,
        };
        let written = match (expected.kind, held) {
            (_, Value::Null | Value::Absent | Value::Type(_)) => {
                if expected.non_null {
                    self.report_null(coordinate, place);
                }
                Err(Null)
            }
            (OutputKind::Object(output), Value::Object(row)) => self.object(output, row, Some(place)),
            (OutputKind::List(element), Value::List(list)) => self.list(element, list, coordinate, place),
            (OutputKind::List(element), Value::Leaf { chunk, start, len }) => {
                let json = self.arena.leaf(chunk, start, len);
                self.raw_list(element, json, coordinate, place)
            }
            (OutputKind::Leaf(leaf), Value::Leaf { chunk, start, len }) => {
                let json = self.arena.leaf(chunk, start, len);
                self.leaf(leaf, json, place)
            }
            (OutputKind::Object(_), Value::List(_) | Value::Leaf { .. })
            | (OutputKind::List(_), Value::Object(_))
            | (OutputKind::Leaf(_), Value::Object(_) | Value::List(_)) => self.wrong(place),
        };
        self.null_if_allowed(expected, start, written)
    }

    /// Whether an object is not there after all: nobody found it, nobody said what it is, or clients do not know such objects.
    fn is_gone(&self, output: u32, row: Row) -> bool {
        match self.arena.type_of(row) {
            MISSING => true,
            NO_TYPE => self.program.outputs[output as usize].needs_type && self.asks_for_type(output),
            known => {
                let types = self.program.outputs[output as usize].types;
                types.is_some_and(|types| !self.program.types[types].contains(&known))
            }
        }
    }

    /// Whether something that is asked for depends on an object's type. It was not asked for, if nothing does.
    #[cold]
    fn asks_for_type(&self, output: u32) -> bool {
        let program = self.program;
        program.output_fields[program.outputs[output as usize].fields].iter().any(|field| {
            let depends = field.types.is_some() || matches!(field.value, OutputValue::Typename);
            depends && self.holds(field.condition)
        })
    }

    /// Writes null instead of what was written since `start`, if it came to nothing and null may be.
    fn null_if_allowed(&mut self, expected: OutputType, start: usize, written: Result<(), Null>) -> Result<(), Null> {
        if written.is_err() && !expected.non_null && !self.is_too_large {
            self.out.truncate(start);
            self.run = Run::default();
            self.out.extend_from_slice(b"null");
            return Ok(());
        }
        written
    }

    fn list(&mut self, element: u32, list: List, coordinate: Text, place: &Place<'_>) -> Result<(), Null> {
        let start = self.out.len();
        let expected = self.program.output_types[element as usize];
        let arena = self.arena;
        for (index, held) in arena.list(list).iter().enumerate() {
            self.out.push(b',');
            self.value(expected, *held, coordinate, &Place::Index { above: place, index })?;
        }
        self.close(start, b'[', b']');
        Ok(())
    }

    fn leaf(&mut self, leaf: Leaf, json: &[u8], place: &Place<'_>) -> Result<(), Null> {
        match form(self.program, leaf, json) {
            Form::Same => self.out.extend_from_slice(json),
            Form::Quoted => {
                self.out.push(b'"');
                self.out.extend_from_slice(json);
                self.out.push(b'"');
            }
            Form::Wrong => return self.wrong(place),
        }
        Ok(())
    }

    fn introspection(&mut self, key: Text) {
        let value = self.introspection.and_then(|values| values.get(self.program.name(key)));
        let start = self.out.len();
        // Writing JSON into memory does not fail; null is what is left if it did.
        if serde_json::to_writer(&mut self.out, &value).is_err() {
            self.out.truncate(start);
            self.out.extend_from_slice(b"null");
        }
    }

    /// Everything in an object or list was written with a comma before it: the first one becomes the bracket.
    fn close(&mut self, start: usize, open: u8, close: u8) {
        match self.out.get_mut(start) {
            Some(comma) => *comma = open,
            None => self.out.push(open),
        }
        self.out.push(close);
    }

    fn key(&mut self, key: Text) {
        self.flush();
        self.out.extend_from_slice(self.program.text(key));
    }

    /// Writes a leaf that is right as it came.
    #[inline]
    fn copy(&mut self, key: Text, is_same_key: bool, leaf: Run) {
        // Between two neighbours of an answer there is nothing but a comma and the second one's key, if that just fits.
        if is_same_key && leaf.chunk == self.run.chunk && leaf.start == self.run.end + key.len() as u32 {
            self.run.end = leaf.end;
        } else {
            self.key(key);
            self.run = leaf;
        }
    }

    #[inline]
    fn flush(&mut self) {
        let Run { chunk, start, end } = self.run;
        if start < end {
            self.out.extend_from_slice(self.arena.leaf(chunk, start, end - start));
            self.run = Run::default();
        }
    }

    #[cold]
    fn report_null(&mut self, coordinate: Text, place: &Place<'_>) {
        let path = place.path(self.program);
        if !self.errors.explain(&path) {
            let coordinate = String::from_utf8_lossy(self.program.text(coordinate));
            let message = format!("cannot return null for non-nullable field `{coordinate}`");
            self.errors.add(message, path, "NULL_IN_NON_NULL_FIELD");
        }
    }

    #[cold]
    fn wrong(&mut self, place: &Place<'_>) -> Result<(), Null> {
        self.errors.add("the value is not what the schema promises", place.path(self.program), "INVALID_VALUE");
        Err(Null)
    }
}

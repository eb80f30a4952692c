//! What becomes of an answer.

use std::mem;

use bytes::Bytes;

use super::state::State;
use crate::{
    FetchError,
    arena::{MISSING, Value},
    error::{Failure, Position, WireError, first_path, parse},
    merge::{Merger, Segment, WireSegment, forgive},
    program::{Entities, Start},
    read::{Answer, Asked, Invalid, read},
};

impl<'a> State<'a> {
    /// Takes the answer to a request whose first representation has the number `first`.
    pub fn answered(&mut self, fetch: u32, first: usize, answer: Result<Bytes, FetchError>) {
        let taken = match answer {
            Ok(body) => self.read(fetch, first, &body),
            Err(FetchError { code, message, retryable }) => Err(Failure { code, message, retryable }),
        };
        let progress = &mut self.fetches[fetch as usize];
        progress.open -= 1;
        if let Err(failure) = taken {
            progress.failure.get_or_insert(failure);
        }
        if progress.open == 0 {
            if progress.failure.is_some() {
                self.report_failure(fetch);
            }
            self.done(fetch);
        }
    }

    /// Adds the one error of a failed fetch.
    pub fn report_failure(&mut self, fetch: u32) {
        let Some(failure) = self.fetches[fetch as usize].failure.take() else { return };
        if let Start::Entities(parts) = &self.program.fetches[fetch as usize].start {
            for (number, part) in parts.iter().enumerate().filter(|(_, part)| part.decides) {
                // It has said nothing of them: all that is known is an id.
                self.remove_missing(fetch, 0, number, part, Value::Null);
            }
        }
        let position = self.position(fetch);
        let path = position.common_path();
        let affected = if path.is_empty() { position.places() } else { Vec::new() };
        self.errors.add_failure(self.program, self.program.fetches[fetch as usize].subgraph, failure, path, affected);
    }

    /// Reads an answer, and makes it a part of what is known if it is a good one.
    fn read(&mut self, fetch: u32, first: usize, body: &Bytes) -> Result<(), Failure> {
        let mark = self.arena.mark();
        let read = self.read_json(fetch, first, body).and_then(|answer| {
            let text = answer.errors.clone().map_or(&b"[]"[..], |range| &body[range]);
            let errors = if answer.errors.is_some() { parse(text).ok_or(Invalid::NotAResponse)? } else { Vec::new() };
            self.check_null_lists(&answer, &errors)?;
            Ok((answer, errors))
        });
        let (answer, errors) = read.map_err(|invalid| {
            self.arena.back_to(mark);
            let subgraph = self.program.subgraph(self.program.fetches[fetch as usize].subgraph);
            let message = format!("the answer of {subgraph} cannot be used: {invalid}");
            Failure { code: "SUBGRAPH_INVALID_ANSWER", message, retryable: false }
        })?;
        if let Some(data) = answer.data {
            self.forgive(fetch, data, &errors);
            self.merge(fetch, first, data);
        }
        self.pass_on(fetch, first, &errors);
        Ok(())
    }

    fn read_json(&mut self, fetch: u32, first: usize, body: &Bytes) -> Result<Answer, Invalid> {
        let asked = match &self.program.fetches[fetch as usize].start {
            Start::Root(root) => Asked::Root(*root),
            Start::Below([part]) => Asked::Root(part.read),
            Start::Entities(parts) => Asked::Entities(parts, &self.fetches[fetch as usize].requested, first),
        };
        let answer = read(self.program, &mut self.arena, &mut self.elements, fetch, body, &asked)?;
        if let (Start::Below(_), Some(data)) = (&self.program.fetches[fetch as usize].start, answer.data) {
            let entities = Value::List(self.arena.add_list(&[data])?);
            return Ok(Answer { data: Some(Value::List(self.arena.add_list(&[entities])?)), ..answer });
        }
        Ok(answer)
    }

    /// A list of entities is never null without an error.
    fn check_null_lists(&self, answer: &Answer, errors: &[WireError]) -> Result<(), Invalid> {
        match answer.data {
            Some(Value::List(lists)) if errors.is_empty() => {
                let is_list = |value: &Value| matches!(value, Value::List(_));
                if self.arena.list(lists).iter().all(is_list) { Ok(()) } else { Err(Invalid::OtherNumber) }
            }
            _ => Ok(()),
        }
    }

    /// Takes nulls back that errors explain, where another subgraph may have the answer.
    fn forgive(&mut self, fetch: u32, data: Value, errors: &[WireError]) {
        let program = self.program;
        for path in errors.iter().filter_map(|error| error.path.as_deref()) {
            match (&program.fetches[fetch as usize].start, data) {
                (Start::Root(read), Value::Object(object)) => {
                    forgive(program, &mut self.arena, *read, object, path);
                }
                (Start::Below([part]), Value::List(lists)) => {
                    let Value::List(list) = self.arena.list(lists)[0] else { continue };
                    if let Some(Value::Object(object)) = self.arena.list(list).first().copied() {
                        forgive(program, &mut self.arena, part.read, object, path);
                    }
                }
                (Start::Entities(parts), Value::List(lists)) => {
                    let [WireSegment::Key(key), WireSegment::Index(index), rest @ ..] = path else { continue };
                    for (number, part) in parts.iter().enumerate().filter(|(_, part)| program.name(part.key) == key) {
                        let Value::List(list) = self.arena.list(lists)[number] else { continue };
                        if let Some(Value::Object(object)) = self.arena.list(list).get(*index).copied() {
                            forgive(program, &mut self.arena, part.read, object, rest);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn merge(&mut self, fetch: u32, first: usize, data: Value) {
        match (&self.program.fetches[fetch as usize].start, data) {
            (Start::Root(read), Value::Object(object)) => {
                let mut merger = Merger::new(self.program, &mut self.arena, self.root);
                merger.take(*read, self.root, object);
                for conflict in merger.conflicts {
                    report_conflict(&mut self.errors, conflict.path);
                }
            }
            (start, Value::List(lists)) => {
                let parts = start.parts();
                for (number, part) in parts.iter().enumerate() {
                    let list = self.arena.list(lists)[number];
                    self.merge_entities(fetch, first, number, part, list);
                    if part.decides {
                        self.remove_missing(fetch, first, number, part, list);
                    }
                }
            }
            _ => {}
        }
    }

    fn merge_entities(&mut self, fetch: u32, first: usize, number: usize, part: &Entities, list: Value) {
        let (Value::List(list), Some(requested)) = (list, self.fetches[fetch as usize].requested.get(number)) else {
            return;
        };
        let mut merger = Merger::new(self.program, &mut self.arena, self.root);
        let mine = first..first + list.len();
        for (row, representation) in requested.objects.iter().filter(|(_, number)| mine.contains(&(*number as usize))) {
            let element = merger.arena.list(list)[*representation as usize - first];
            if let Value::Object(found) = element {
                merger.take(part.read, *row, found);
            }
        }
        for conflict in mem::take(&mut merger.conflicts) {
            let above = first_path(self.program, &self.arena, part, self.root, conflict.row);
            report_conflict(&mut self.errors, [above, conflict.path].concat());
        }
    }

    /// Makes objects null that the subgraph which decides about them does not find, or does not say that it does.
    fn remove_missing(&mut self, fetch: u32, first: usize, number: usize, part: &Entities, list: Value) {
        let Some(requested) = self.fetches[fetch as usize].requested.get(number) else { return };
        for (row, representation) in &requested.objects {
            let found = match list {
                Value::List(list) => {
                    let place = (*representation as usize).checked_sub(first);
                    let Some(element) = place.and_then(|place| self.arena.list(list).get(place)) else { continue };
                    *element != Value::Null
                }
                _ => false,
            };
            let object_type = self.arena.type_of(*row);
            let sent = self.program.representations[part.representations].iter();
            let decides = sent.filter(|sent| sent.object_type == Some(object_type)).any(|sent| sent.decides);
            if decides && !found {
                self.arena.set_type(*row, MISSING);
            }
        }
    }

    /// Passes a subgraph's errors on, each at the places of the response that it is about.
    fn pass_on(&mut self, fetch: u32, first: usize, errors: &[WireError]) {
        if errors.is_empty() {
            return;
        }
        let subgraph = self.program.fetches[fetch as usize].subgraph;
        let position = self.position(fetch);
        let common = position.common_path();
        let mut located = Vec::with_capacity(errors.len());
        for error in errors {
            if located.len() >= position.most_places() {
                // The others are not told, but they are why something is null.
                located.push((None, common.clone()));
                break;
            }
            let paths = error.path.as_ref().map(|path| position.paths(path, first)).unwrap_or_default();
            if paths.is_empty() {
                located.push((Some(error), common.clone()));
            } else {
                located.extend(paths.into_iter().map(|path| (Some(error), path)));
            }
        }
        let places = position.places();
        for (error, path) in located {
            if path.is_empty() {
                places.iter().for_each(|place| self.errors.affects(place.clone()));
            }
            match error {
                Some(error) => self.errors.add_wire(self.program, subgraph, error, path),
                None => self.errors.affects(path),
            }
        }
    }

    fn position(&self, fetch: u32) -> Position<'_, 'a> {
        Position {
            program: self.program,
            arena: &self.arena,
            root: self.root,
            start: &self.program.fetches[fetch as usize].start,
            requested: &self.fetches[fetch as usize].requested,
        }
    }
}

fn report_conflict<'p>(errors: &mut crate::error::Errors<'p>, path: Vec<Segment<'p>>) {
    errors.add("subgraphs disagree about which object this is", path, "SHARED_ROOT_CONFLICT");
}

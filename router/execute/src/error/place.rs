//! Where in the response an error of a fetch belongs.

use super::MAX_ERRORS;
use crate::{
    arena::{Arena, Row},
    entities::{Requested, visit},
    merge::{Segment, WireSegment},
    program::{Entities, Program, ReadValue, Start},
};

/// How many places the errors of one answer about entities may name.
const MAX_PLACES: usize = 100;

/// What a fetch is about, in terms of the response.
pub(crate) struct Position<'a, 'p> {
    pub program: &'p Program,
    pub arena: &'a Arena,
    pub root: Row,
    pub start: &'p Start,
    /// Of entities: what each part has asked for.
    pub requested: &'a [Requested],
}

impl<'p> Position<'_, 'p> {
    /// How many errors one answer may add.
    pub fn most_places(&self) -> usize {
        if let Start::Root(_) = self.start { MAX_ERRORS } else { MAX_PLACES }
    }

    /// The longest path that all that the fetch is about have in common.
    pub fn common_path(&self) -> Vec<Segment<'p>> {
        let mut places = self.places().into_iter();
        let mut common = places.next().unwrap_or_default();
        places.for_each(|place| cut(&mut common, &place));
        common
    }

    /// Where the fetch supplies something: each root field, and what the entities of each part have in common.
    pub fn places(&self) -> Vec<Vec<Segment<'p>>> {
        match self.start {
            Start::Root(read) => {
                let shape = self.program.reads[*read as usize].shape;
                let fields = self.program.read_fields(*read).iter();
                let mut names =
                    fields.filter_map(|field| self.program.slot_name(shape, field.slot)).collect::<Vec<_>>();
                names.dedup();
                names.into_iter().map(|name| vec![Segment::Key(name)]).collect()
            }
            Start::Entities(_) | Start::Below(_) => {
                let parts = self.start.parts();
                let places =
                    parts.iter().zip(self.requested).filter_map(|(part, requested)| self.part(part, requested));
                let places = places.collect::<Vec<_>>();
                if places.is_empty() { vec![self.first_step(parts)] } else { places }
            }
        }
    }

    /// The longest path that the entities of a part have in common.
    fn part(&self, part: &'p Entities, requested: &Requested) -> Option<Vec<Segment<'p>>> {
        let mut common: Option<Vec<Segment<'p>>> = None;
        self.visit_requested(part, requested, |_, path| {
            match &mut common {
                Some(common) => cut(common, path),
                None => common = Some(path.to_vec()),
            }
            common.as_ref().is_some_and(|common| !common.is_empty())
        });
        common
    }

    /// The response's paths for a path in an answer, if it leads anywhere. The answer's first representation has the
    /// number `first`.
    pub fn paths(&self, path: &[WireSegment], first: usize) -> Vec<Vec<Segment<'p>>> {
        match self.start {
            Start::Root(read) => {
                let path = self.below(*read, path);
                if path.is_empty() { Vec::new() } else { vec![path] }
            }
            Start::Entities(parts) => self.entity_paths(parts, path, first),
            Start::Below([part]) => {
                let mut places = Vec::new();
                if let Some(requested) = self.requested.first() {
                    self.entity_places(part, requested, 0, path, &mut places);
                }
                places
            }
        }
    }

    fn entity_paths(&self, parts: &'p [Entities], path: &[WireSegment], first: usize) -> Vec<Vec<Segment<'p>>> {
        let [WireSegment::Key(key), WireSegment::Index(index), rest @ ..] = path else { return Vec::new() };
        let mut places: Vec<Vec<Segment<'p>>> = Vec::new();
        for (part, requested) in parts.iter().zip(self.requested) {
            if self.program.name(part.key) == key {
                self.entity_places(part, requested, first + index, rest, &mut places);
            }
        }
        places
    }

    /// Adds the places of one representation's entity, further down by a path.
    fn entity_places(
        &self,
        part: &'p Entities,
        requested: &Requested,
        representation: usize,
        path: &[WireSegment],
        places: &mut Vec<Vec<Segment<'p>>>,
    ) {
        let is_shown = self.program.steps[part.target].iter().all(|step| step.name.is_some());
        let rest = if is_shown { self.below(part.read, path) } else { Vec::new() };
        self.visit_requested(part, requested, |other, path| {
            if other == representation {
                let path = [path, &rest].concat();
                if !places.contains(&path) {
                    places.push(path);
                }
            }
            places.len() < MAX_PLACES
        });
    }

    /// Visits all objects that something was sent for, each with the number of its representation.
    fn visit_requested(
        &self,
        part: &'p Entities,
        requested: &Requested,
        mut visitor: impl FnMut(usize, &[Segment<'p>]) -> bool,
    ) {
        let mut by_row = requested.objects.clone();
        by_row.sort_unstable();
        visit(self.program, self.arena, part.target, self.root, &mut |row, path| match by_row
            .binary_search_by_key(&row, |(row, _)| *row)
        {
            Ok(found) => visitor(by_row[found].1 as usize, path),
            Err(_) => true,
        });
    }

    /// The response's path for a path below an object that was read so; it ends where the response knows no key.
    fn below(&self, read: u32, path: &[WireSegment]) -> Vec<Segment<'p>> {
        let mut places = Vec::with_capacity(path.len());
        let mut read = Some(read);
        for segment in path {
            match (segment, read) {
                (WireSegment::Index(index), _) => places.push(Segment::Index(*index)),
                (WireSegment::Key(key), Some(known)) => {
                    let mut fields = self.program.read_fields(known).iter();
                    let Some(field) = fields.find(|field| self.program.name(field.key) == key) else { break };
                    let shape = self.program.reads[known as usize].shape;
                    let Some(name) = self.program.slot_name(shape, field.slot) else { break };
                    places.push(Segment::Key(name));
                    read = if let ReadValue::Objects { read, .. } = field.value { Some(read) } else { None };
                }
                (WireSegment::Key(_), None) => break,
            }
        }
        places
    }

    /// If nothing that was asked for is there any more, because others have said that it is null.
    fn first_step(&self, parts: &'p [Entities]) -> Vec<Segment<'p>> {
        let steps = parts.first().map_or(&[][..], |part| &self.program.steps[part.target]);
        steps.first().and_then(|step| step.name).map(|name| Segment::Key(self.program.name(name))).into_iter().collect()
    }
}

/// Cuts a path to what it has in common with another.
fn cut(path: &mut Vec<Segment<'_>>, other: &[Segment<'_>]) {
    path.truncate(path.iter().zip(other).take_while(|(left, right)| left == right).count());
}

/// The first path that leads to an object by this target.
pub(crate) fn first_path<'p>(
    program: &'p Program,
    arena: &Arena,
    part: &Entities,
    root: Row,
    sought: Row,
) -> Vec<Segment<'p>> {
    let mut found = Vec::new();
    visit(program, arena, part.target, root, &mut |row, path| {
        if row == sought {
            found = path.to_vec();
        }
        row != sought
    });
    found
}

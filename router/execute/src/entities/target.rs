//! Walking from the root to the objects that a fetch is about.

use federation_plan::TypeId;

use crate::{
    arena::{Arena, Row, Value},
    merge::Segment,
    program::{Program, Span, Step},
};

/// Collects the objects into `found`, in the order of the response. An object can be there several times.
pub(super) fn collect(
    program: &Program,
    arena: &Arena,
    target: Span<Step>,
    root: Row,
    found: &mut Vec<Row>,
    before: &mut Vec<Row>,
) {
    found.clear();
    found.push(root);
    for step in &program.steps[target] {
        std::mem::swap(found, before);
        found.clear();
        found.reserve(before.iter().map(|row| width(arena.slot(*row, step.slot))).sum());
        for row in before.iter().filter(|row| leads_through(program, step, arena.type_of(**row))) {
            flatten(arena, arena.slot(*row, step.slot), found);
        }
    }
}

fn leads_through(program: &Program, step: &Step, object_type: TypeId) -> bool {
    step.types.is_none_or(|types| program.types[types].contains(&object_type))
}

/// How many objects a value has, unless they are in lists of lists.
fn width(value: Value) -> usize {
    if let Value::List(list) = value { list.len() } else { 1 }
}

/// Lists are no deeper in each other than the reader lets them be.
fn flatten(arena: &Arena, value: Value, found: &mut Vec<Row>) {
    match value {
        Value::Object(row) => found.push(row),
        Value::List(list) => arena.list(list).iter().for_each(|element| flatten(arena, *element, found)),
        _ => {}
    }
}

/// Visits the objects with their paths, in the same order. A path ends where the response knows no key. `visit` says whether
/// to go on.
pub(crate) fn visit<'p>(
    program: &'p Program,
    arena: &Arena,
    target: Span<Step>,
    root: Row,
    visit: &mut dyn FnMut(Row, &[Segment<'p>]) -> bool,
) {
    let mut walk = Walk { program, arena, path: Vec::new(), is_hidden: false, visit };
    walk.object(&program.steps[target], root);
}

struct Walk<'a, 'p> {
    program: &'p Program,
    arena: &'a Arena,
    path: Vec<Segment<'p>>,
    /// It is at something that the response does not have.
    is_hidden: bool,
    visit: &'a mut dyn FnMut(Row, &[Segment<'p>]) -> bool,
}

impl<'p> Walk<'_, 'p> {
    fn object(&mut self, steps: &'p [Step], row: Row) -> bool {
        let Some((step, rest)) = steps.split_first() else { return (self.visit)(row, &self.path) };
        if !leads_through(self.program, step, self.arena.type_of(row)) {
            return true;
        }
        let (was_hidden, length) = (self.is_hidden, self.path.len());
        match step.name {
            Some(name) if !was_hidden => self.path.push(Segment::Key(self.program.name(name))),
            _ => self.is_hidden = true,
        }
        let goes_on = self.value(rest, self.arena.slot(row, step.slot));
        self.path.truncate(length);
        self.is_hidden = was_hidden;
        goes_on
    }

    fn value(&mut self, steps: &'p [Step], value: Value) -> bool {
        match value {
            Value::Object(row) => self.object(steps, row),
            Value::List(list) => (0..list.len()).all(|index| {
                let length = self.path.len();
                if !self.is_hidden {
                    self.path.push(Segment::Index(index));
                }
                let goes_on = self.value(steps, self.arena.list(list)[index]);
                self.path.truncate(length);
                goes_on
            }),
            _ => true,
        }
    }
}

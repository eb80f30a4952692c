//! Where the writer is.

use crate::{
    merge::Segment,
    program::{Program, Text},
};

/// A place in the response: kept on the stack, and made a path only if it must be told.
pub(super) enum Place<'a> {
    Key { above: Option<&'a Place<'a>>, key: Text },
    Index { above: &'a Place<'a>, index: usize },
}

impl Place<'_> {
    pub fn path<'p>(&self, program: &'p Program) -> Vec<Segment<'p>> {
        let mut path = Vec::new();
        let mut next = Some(self);
        while let Some(place) = next {
            next = match place {
                Place::Key { above, key } => {
                    path.push(Segment::Key(program.name(*key)));
                    *above
                }
                Place::Index { above, index } => {
                    path.push(Segment::Index(*index));
                    Some(*above)
                }
            };
        }
        path.reverse();
        path
    }
}

//! Lists of leaves: they were kept as one piece of JSON, and are checked element by element.

use super::{Null, Place, Writer};
use crate::{
    program::{OutputKind, OutputType, Text},
    scan::Scanner,
};

impl Writer<'_, '_> {
    /// Writes a list of leaves, or of lists of them. `json` is well-formed.
    pub(super) fn raw_list(
        &mut self,
        element: u32,
        json: &[u8],
        coordinate: Text,
        place: &Place<'_>,
    ) -> Result<(), Null> {
        let mut scanner = Scanner::new(json);
        if !scanner.eat(b'[') {
            return self.wrong(place);
        }
        let expected = self.program.output_types[element as usize];
        let start = self.out.len();
        let mut index = 0;
        loop {
            scanner.whitespace();
            let from = scanner.position();
            // Only an empty list has no value here.
            if scanner.peek() == Some(b']') || scanner.value(0).is_err() {
                break;
            }
            self.out.push(b',');
            self.raw_value(expected, scanner.since(from), coordinate, &Place::Index { above: place, index })?;
            index += 1;
            scanner.whitespace();
            if !scanner.eat(b',') {
                break;
            }
        }
        self.close(start, b'[', b']');
        Ok(())
    }

    fn raw_value(
        &mut self,
        expected: OutputType,
        json: &[u8],
        coordinate: Text,
        place: &Place<'_>,
    ) -> Result<(), Null> {
        let start = self.out.len();
        let written = match expected.kind {
            _ if json == b"null" => {
                if expected.non_null {
                    self.report_null(coordinate, place);
                }
                Err(Null)
            }
            OutputKind::List(element) => self.raw_list(element, json, coordinate, place),
            OutputKind::Leaf(leaf) => self.leaf(leaf, json, place),
            OutputKind::Object(_) => self.wrong(place),
        };
        self.null_if_allowed(expected, start, written)
    }
}

//! The response as a whole.

use super::{Response, state::State};
use crate::{error::Errors, write::Writer};

/// Writes the response.
pub(super) fn respond(state: State<'_>) -> Response {
    let State { program, inputs, arena, root, mut errors, conditions, sent, .. } = state;
    let mut writer = Writer::new(program, &arena, inputs.introspection, &conditions, &mut errors, u32::MAX);
    writer.out.extend_from_slice(b"{\"data\":");
    let has_data = writer.data(root);
    let mut body = writer.out;
    let count = errors.entries().len();
    if count > 0 {
        let start = body.len();
        body.extend_from_slice(b",\"errors\":");
        // Writing text and JSON into memory does not fail; without `errors` the response would still be well-formed.
        if serde_json::to_writer(&mut body, errors.entries()).is_err() {
            body.truncate(start);
        }
    }
    body.push(b'}');
    Response { body: body.into(), has_data, errors: count, fetches: sent }
}

/// Whether data is not null, as far as the stages up to this one can tell. What is found wrong is told at the end.
pub(super) fn has_data_so_far(state: &State<'_>, stage: usize) -> bool {
    let mut errors = Errors::default();
    let last_stage = u32::try_from(stage).unwrap_or(u32::MAX);
    let State { program, inputs, arena, conditions, .. } = state;
    Writer::new(program, arena, inputs.introspection, conditions, &mut errors, last_stage).data(state.root)
}

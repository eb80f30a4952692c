//! The bodies of requests: a prefix that never changes, then the variables.

use apollo_compiler::response::JsonMap;
use bytes::Bytes;

use crate::{
    entities::{Requested, Scratch},
    program::{Entities, Fetch, Program},
};

/// The body for a fetch from the root.
pub(crate) fn root(program: &Program, fetch: &Fetch, variables: &JsonMap) -> Result<Bytes, serde_json::Error> {
    if let Some(complete) = &fetch.complete {
        return Ok(complete.clone());
    }
    let mut body = Vec::with_capacity(fetch.prefix.len() + 32 * fetch.variables.len() + 2);
    body.extend_from_slice(&fetch.prefix);
    client_variables(program, fetch, variables, &mut body)?;
    end(&mut body);
    Ok(body.into())
}

/// The body for the entities whose representations begin with the number `first`, as many as one request may have.
pub(crate) fn entities(
    program: &Program,
    fetch: &Fetch,
    variables: &JsonMap,
    parts: &[Entities],
    requested: &[Requested],
    scratch: &Scratch,
    first: usize,
) -> Result<Bytes, serde_json::Error> {
    let texts = || {
        let pieces = parts.iter().zip(requested).map(|(part, requested)| (part.variable, requested.piece(first)));
        pieces.map(|(variable, piece)| (variable, scratch.text(piece)))
    };
    let size = texts().map(|(variable, text)| variable.len() + text.len() + 2).sum::<usize>();
    let mut body = Vec::with_capacity(fetch.prefix.len() + 32 * fetch.variables.len() + size + 1);
    body.extend_from_slice(&fetch.prefix);
    client_variables(program, fetch, variables, &mut body)?;
    for (variable, text) in texts() {
        body.extend_from_slice(program.text(variable));
        body.extend_from_slice(text);
        body.extend_from_slice(b"],");
    }
    end(&mut body);
    Ok(body.into())
}

/// Writes the client's variables that the fetch uses, each with a comma behind it. One without a value is left out.
fn client_variables(
    program: &Program,
    fetch: &Fetch,
    variables: &JsonMap,
    body: &mut Vec<u8>,
) -> Result<(), serde_json::Error> {
    for (name, key) in &fetch.variables {
        if let Some(value) = variables.get(&**name) {
            body.extend_from_slice(program.text(*key));
            serde_json::to_writer(&mut *body, value)?;
            body.push(b',');
        }
    }
    Ok(())
}

fn end(body: &mut Vec<u8>) {
    if body.last() == Some(&b',') {
        body.pop();
    }
    body.extend_from_slice(b"}}");
}

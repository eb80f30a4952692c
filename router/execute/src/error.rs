//! The errors of a response.

mod place;
mod wire;

use std::borrow::Cow;

use federation_plan::SubgraphId;
use serde::Serialize;
use serde_json::{Map, Value as Json};

pub(crate) use place::{Position, first_path};
pub(crate) use wire::{WireError, parse};

use crate::{merge::Segment, program::Program};

/// How many errors a response has at most.
pub(crate) const MAX_ERRORS: usize = 1_000;

/// The code of an error of a subgraph that gave none.
const SUBGRAPH_ERROR: &str = "SUBGRAPH_ERROR";

/// One error of the response.
#[derive(Debug, Serialize)]
pub(crate) struct Error<'p> {
    pub message: Cow<'static, str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<Segment<'p>>,
    pub extensions: Map<String, Json>,
}

/// All errors of the response.
#[derive(Debug, Default)]
pub(crate) struct Errors<'p> {
    entries: Vec<Error<'p>>,
    /// Further places at which an error stands for nulls, where its path only says what they have in common.
    affected: Vec<Vec<Segment<'p>>>,
}

impl<'p> Errors<'p> {
    pub fn entries(&self) -> &[Error<'p>] {
        &self.entries
    }

    /// Adds an error that this crate found.
    pub fn add(&mut self, message: impl Into<Cow<'static, str>>, path: Vec<Segment<'p>>, code: &str) {
        self.push(Error { message: message.into(), path, extensions: extensions(code) });
    }

    /// Adds an error about a subgraph.
    pub fn add_failure(
        &mut self,
        program: &Program,
        subgraph: SubgraphId,
        failure: Failure,
        path: Vec<Segment<'p>>,
        affected: Vec<Vec<Segment<'p>>>,
    ) {
        let mut extensions = extensions(failure.code);
        extensions.insert("service".to_owned(), program.subgraph(subgraph).into());
        extensions.insert("retryable".to_owned(), failure.retryable.into());
        self.affected.extend(affected);
        self.push(Error { message: failure.message.into(), path, extensions });
    }

    /// Passes an error of a subgraph on.
    pub fn add_wire(&mut self, program: &Program, subgraph: SubgraphId, error: &WireError, path: Vec<Segment<'p>>) {
        let mut extensions = error.extensions.clone().unwrap_or_default();
        extensions.insert("service".to_owned(), program.subgraph(subgraph).into());
        extensions.entry("code").or_insert_with(|| SUBGRAPH_ERROR.into());
        self.push(Error { message: error.message.clone().into(), path, extensions });
    }

    /// Says that an error stands for nulls at this place too.
    pub fn affects(&mut self, place: Vec<Segment<'p>>) {
        if !place.is_empty() && self.affected.len() < MAX_ERRORS {
            self.affected.push(place);
        }
    }

    /// Whether an error stands for a null at this place: one that is there, or below from where the null moved up, or above
    /// at what it would have been a part of.
    pub fn explain(&self, place: &[Segment<'_>]) -> bool {
        let leads_there = |path: &[Segment<'_>]| path.iter().zip(place).all(|(left, right)| left == right);
        let with_path = self.entries.iter().map(|error| &error.path).filter(|path| !path.is_empty());
        with_path.chain(&self.affected).any(|path| leads_there(path))
    }

    fn push(&mut self, error: Error<'p>) {
        if self.entries.len() < MAX_ERRORS {
            self.entries.push(error);
        }
    }
}

/// Why a fetch failed as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub code: &'static str,
    pub message: String,
    pub retryable: bool,
}

fn extensions(code: &str) -> Map<String, Json> {
    Map::from_iter([("code".to_owned(), Json::from(code))])
}

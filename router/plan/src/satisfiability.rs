//! Whether everything that clients may ask for can be answered.
//!
//! A *site* is an object of some type that one subgraph gave (`site.rs`). A *state* is an object type with all the sites at
//! which a client may have arrived there. The walk (`walk.rs`) starts at the root types and takes every field of every state:
//! from one of the state's sites it must be possible to reach a subgraph that resolves the field. What can be reached from
//! a site (`reach.rs`) is the least solution of a system of rules: a subgraph is reached by a key that can be had, and what
//! can be had depends on what is reached, from this site and from those of a key's own fields.
//!
//! A state is not walked again with more sites than it was walked with before, so graphs with cycles come to an end.

mod explain;
mod labels;
mod operation;
mod reach;
mod runtime_types;
mod site;
mod walk;

use crate::{Supergraph, budget::Budget};

/// What cannot be answered, and what is answered in doubt.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Satisfiability {
    /// Fields that clients may ask for in vain, the shortest operation of each first.
    pub unsatisfiable: Vec<Unsatisfiable>,
    /// Shared fields of which subgraphs return objects of different types.
    pub runtime_types: Vec<RuntimeTypes>,
}

/// A field that no subgraph can answer where an operation asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsatisfiable {
    /// Its coordinate; that of a type, if it is the type of an object that nobody knows.
    pub coordinate: String,
    /// An operation that asks for it.
    pub operation: String,
    /// Why not, one sentence for each subgraph that has been reached and for each way to another that is closed.
    pub reasons: Vec<String>,
}

/// A field of an interface or union type that several subgraphs resolve, with objects of different types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuntimeTypes {
    /// Its coordinate.
    pub coordinate: String,
    /// An operation that asks for it.
    pub operation: String,
    /// Each subgraph's name, and the object types that it may return.
    pub types: Vec<(String, Vec<String>)>,
    /// Whether no object type is common to all.
    pub is_disjoint: bool,
}

/// It would take more work than was allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("checking whether every field can be resolved takes more than {steps} steps")]
pub struct TooMuchWork {
    /// How many steps were allowed.
    pub steps: usize,
}

/// Checks everything that clients may ask a supergraph for, in at most so many `steps`: what a step is differs little in
/// cost.
pub fn check(supergraph: &Supergraph, steps: usize) -> Result<Satisfiability, TooMuchWork> {
    let budget = Budget::new(steps);
    walk::Walk::new(supergraph, &budget).run().map_err(|_| TooMuchWork { steps })
}

//! Query planning for a federated graph: a supergraph and an operation in, a [`Plan`] out.
//!
//! Pure and synchronous: no I/O, no clock, nothing of what executes a plan or serves it. Bounded: planning stops with an
//! error when it would take more work than its budget.
//!
//! Start reading at `planner.rs`, where [`plan`] goes through its phases:
//!
//! * `tree` collects what the client wants: no fragments any more, but object types and conditions;
//! * `search` finds every site at which a subgraph can answer it, on the graph that [`Supergraph`] is;
//! * `choose` decides: as few hops as possible, then as few requests;
//! * `build` makes groups of selections of what was decided, and `assemble` fetches of the groups;
//! * `output` says how the response is written.

mod assemble;
mod budget;
mod build;
mod choose;
mod condition;
mod display;
mod document;
mod labels;
mod output;
mod plan;
mod planner;
mod representation;
pub mod satisfiability;
mod search;
mod supergraph;
mod tree;

use budget::Budget;
pub use condition::{Condition, Term};
pub use labels::{Label, Labels};
pub use plan::*;
pub use planner::{PlanError, plan, plan_for};
pub use supergraph::{
    FieldSet, FieldSetItem, NodePrefixError, NodePrefixes, Subgraph, Supergraph, SupergraphError, api_schema,
};

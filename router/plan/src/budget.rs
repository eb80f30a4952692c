//! How much work may be done.

use std::cell::Cell;

/// There was more to do than might be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spent;

/// Counts steps down. What a step is differs little in cost: looking at a selection, at a way into a subgraph, at an
/// alternative of a condition.
#[derive(Debug)]
pub(crate) struct Budget {
    left: Cell<usize>,
}

impl Budget {
    pub fn new(steps: usize) -> Self {
        Self { left: Cell::new(steps) }
    }

    pub fn spend(&self, steps: usize) -> Result<(), Spent> {
        self.left.set(self.left.get().checked_sub(steps).ok_or(Spent)?);
        Ok(())
    }
}

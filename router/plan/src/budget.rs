//! How much work planning may take.

use std::cell::Cell;

use crate::PlanError;

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

    pub fn spend(&self, steps: usize) -> Result<(), PlanError> {
        self.left.set(self.left.get().checked_sub(steps).ok_or(PlanError::TooComplex)?);
        Ok(())
    }
}

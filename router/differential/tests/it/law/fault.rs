//! What goes wrong in subgraphs.

use crate::world::{Object, hash};

/// A fault. The same seed makes the same one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    /// All is well.
    None,
    /// A subgraph cannot be reached.
    Down { subgraph: usize },
    /// The answer to a fetch is cut off.
    Cut { fetch: u32 },
    /// A subgraph finds no entity at all.
    NotFound { subgraph: usize },
    /// Some entities are not found.
    Lost { seed: u64 },
    /// Some fields fail.
    Failing { seed: u64 },
}

impl Fault {
    /// One that may matter to a plan with so many fetches.
    pub fn of(seed: u64, subgraphs: usize, fetches: usize) -> Self {
        let seed = hash(&(seed, "fault"));
        match seed % 4 {
            0 => Self::Down { subgraph: seed as usize / 4 % subgraphs.max(1) },
            1 => Self::Cut { fetch: (seed / 4) as u32 % fetches.max(1) as u32 },
            2 => Self::Lost { seed },
            _ => Self::Failing { seed },
        }
    }

    /// Whether a subgraph does not find an entity.
    pub fn loses(self, subgraph: usize, object: &Object) -> bool {
        match self {
            Self::NotFound { subgraph: blind } => blind == subgraph,
            Self::Lost { seed } => hash(&(seed, subgraph, object)).is_multiple_of(4),
            _ => false,
        }
    }

    /// Whether a subgraph fails to resolve a field.
    pub fn fails(self, subgraph: usize, object: &Object, field: &str) -> bool {
        matches!(self, Self::Failing { seed } if hash(&(seed, subgraph, object, field)).is_multiple_of(8))
    }

    /// Whether whatever is missing in the response must be explained by an error. What is not found is just null.
    pub fn must_be_told(self) -> bool {
        !matches!(self, Self::Lost { .. } | Self::NotFound { .. })
    }
}

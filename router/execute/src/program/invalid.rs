//! What is wrong with a plan that cannot be run.

/// A plan contradicts itself. Never what a client has done: whoever made the plan has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// It refers to something that it does not have.
    #[error("the plan refers to {what} {index}, which is not there")]
    Missing {
        /// What.
        what: &'static str,
        /// Its index.
        index: usize,
    },
    /// A key, a variable or a type is named by something that GraphQL does not call a name.
    #[error("{0:?} is not a name")]
    Name(String),
    /// One slot is read or written as objects of two shapes.
    #[error("slot {slot} of shape {shape} holds objects of two shapes")]
    Shape {
        /// The shape that has the slot.
        shape: u32,
        /// The slot.
        slot: u16,
    },
    /// A fetch must wait for one that comes later, or is not run exactly once.
    #[error("fetch {0} cannot be put in order")]
    Order(u32),
    /// Something has more parts than can be counted.
    #[error("the plan is too large")]
    TooLarge,
}

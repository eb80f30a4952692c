//! The router as a process.

fn main() {}

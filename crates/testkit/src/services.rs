//! What a test needs of the machine and does not find there.

use std::{
    env,
    io::{self, Write},
};

/// Says aloud that something is not tested because `what` is missing; with `REQUIRE_SERVICES=1` that is a failure.
pub fn missing(what: &str) {
    assert!(env::var("REQUIRE_SERVICES").as_deref() != Ok("1"), "REQUIRE_SERVICES=1, and not on this machine: {what}");
    // Not by `eprintln!`, which is kept back for tests that pass: this is to be seen.
    let _ = writeln!(io::stderr(), "\n*** NOT TESTED, because it is not on this machine: {what} ***\n");
}

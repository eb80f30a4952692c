//! What is said when everything answers, and not before.

use std::{fmt, path::Path, time::Duration};

use crate::system::{Addresses, System};

/// The banner: a few lines for whoever has just started the system.
pub struct Banner<'a> {
    /// What answers.
    pub system: &'a System,
    /// Where.
    pub addresses: Addresses,
    /// Where everything is kept.
    pub data: &'a Path,
    /// How long it took.
    pub took: Duration,
}

impl fmt::Display for Banner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { system, addresses, data, took } = self;
        writeln!(f, "\n  chat {}   ready in {:.1} s", env!("CARGO_PKG_VERSION"), took.as_secs_f64())?;
        writeln!(
            f,
            "  users :{} ok {} users · channels :{} ok {} · messages :{} ok {}",
            addresses.users.port(),
            system.users.count,
            addresses.channels.port(),
            system.channels.count,
            addresses.messages.port(),
            system.messages.count,
        )?;
        writeln!(f, "  data in {}\n", data.display())
    }
}

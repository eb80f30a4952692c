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
    /// As whom visitors of the page are signed in, if they are.
    pub signed_in: Option<&'a str>,
    /// Whether there is a page.
    pub has_page: bool,
    /// How long it took.
    pub took: Duration,
}

impl fmt::Display for Banner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { system, addresses, data, signed_in, has_page, took } = self;
        let port = addresses.router.port();
        writeln!(f, "\n  chat {}   ready in {:.1} s", env!("CARGO_PKG_VERSION"), took.as_secs_f64())?;
        if *has_page {
            write!(f, "  GraphiQL   http://localhost:{port}/graphiql")?;
            match signed_in {
                Some(name) => writeln!(f, "     signed in as {name}")?,
                None => writeln!(f)?,
            }
        }
        writeln!(f, "  GraphQL    http://localhost:{port}/graphql      HTTP")?;
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

//! Where people go: to the subgraphs' own ports, as a developer may, or to the router, as clients do.

use std::sync::Arc;

use chat_testkit::wire::WireClient;

/// A way to the three subgraphs.
pub trait Entrance {
    fn users(&self) -> &WireClient;
    fn channels(&self) -> &WireClient;
    fn messages(&self) -> &WireClient;

    /// What somebody without an account shows at users.
    fn anonymous(&self) -> Option<String>;
}

impl<T: Entrance> Entrance for Arc<T> {
    fn users(&self) -> &WireClient {
        (**self).users()
    }

    fn channels(&self) -> &WireClient {
        (**self).channels()
    }

    fn messages(&self) -> &WireClient {
        (**self).messages()
    }

    fn anonymous(&self) -> Option<String> {
        (**self).anonymous()
    }
}

//! The whole in one process.

use chat_testkit::{ports, wire::WireClient};
use tempfile::TempDir;

use crate::{
    entrance::Entrance,
    fleet::{Turn, turn},
    server::Server,
};

/// `chat`: router and subgraphs in one process, without a demo.
pub struct Whole {
    /// The process, at its router's port.
    pub router: Server,
    _folder: TempDir,
    _turn: Turn,
}

impl Whole {
    pub async fn start() -> Self {
        let turn = turn().await;
        let folder = tempfile::tempdir().unwrap();
        let mut arguments = vec!["--data-dir".to_owned(), folder.path().join("data").display().to_string()];
        arguments.extend(["--seed", "none"].map(str::to_owned));
        for flag in ["--users-listen", "--channels-listen", "--messages-listen"] {
            arguments.extend([flag.to_owned(), format!("127.0.0.1:{}", ports::free())]);
        }
        let router = Server::new("chat", folder.path(), &arguments)
            .with_variables(&[("USERS_LOGINS_PER_MINUTE", "0"), ("MESSAGES_SENDS_PER_SECOND", "0")]);
        router.start();
        router.wait_until_ready().await;
        Self { router, _folder: folder, _turn: turn }
    }
}

/// A router leads to all of them.
impl Entrance for Server {
    fn users(&self) -> &WireClient {
        &self.client
    }

    fn channels(&self) -> &WireClient {
        &self.client
    }

    fn messages(&self) -> &WireClient {
        &self.client
    }

    fn anonymous(&self) -> Option<String> {
        None
    }
}

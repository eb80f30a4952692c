//! A fleet of real processes: the three subgraphs, and the router before them.

use std::{fs, path::PathBuf};

use chat_chassis::{
    Ambient, Identity,
    identity::{Passports, keys::KeyFolder},
};
use chat_testkit::{people::nobody, postgres, wire::WireClient};
use tempfile::TempDir;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{entrance::Entrance, server::Server};

/// The processes, with their databases and keys in a folder that goes with them.
pub struct Fleet {
    pub router: Server,
    pub users: Server,
    pub channels: Server,
    pub messages: Server,
    keys: KeyFolder,
    folder: TempDir,
    _turn: Turn,
}

/// One fleet at a time: four processes, a database server and their clients are enough for a small machine, and what a
/// deadline cuts off should not depend on how many tests run beside it.
pub type Turn = SemaphorePermit<'static>;

/// Waits for the turn.
pub async fn turn() -> Turn {
    static TURN: Semaphore = Semaphore::const_new(1);
    TURN.acquire().await.unwrap()
}

impl Fleet {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = |name: &str| format!("sqlite://{}/{name}.sqlite?mode=rwc", folder.path().display());
        let urls = [url("users"), url("channels"), url("messages")];
        Self::start(folder, urls).await
    }

    /// None where there is no PostgreSQL.
    pub async fn postgres() -> Option<Self> {
        // Each its own database, on one server.
        let mut urls = Vec::new();
        for _ in 0..3 {
            urls.push(postgres::empty_database().await?);
        }
        Some(Self::start(tempfile::tempdir().unwrap(), urls.try_into().unwrap()).await)
    }

    async fn start(folder: TempDir, [users_url, channels_url, messages_url]: [String; 3]) -> Self {
        let turn = turn().await;
        let keys_folder = folder.path().join("keys");
        let subgraph = |program: &'static str, url: String, more: &[&str]| {
            let mut all = ["serve", "--database-url", &url, "--keys"].map(str::to_owned).to_vec();
            all.push(keys_folder.display().to_string());
            all.extend(more.iter().copied().map(str::to_owned));
            Server::new(program, folder.path(), &all)
        };
        let users = subgraph("chat-users", users_url, &["--logins-per-minute", "0"]);
        let names = format!("http://{}/graphql", users.address);
        let channels = subgraph("chat-channels", channels_url, &["--users-url", &names]);
        let asks = format!("http://{}/graphql", channels.address);
        // A debug build on a busy machine is not what the default of the timeout is made for.
        let messages_flags = [
            "--users-url",
            &names,
            "--channels-url",
            &asks,
            "--channels-timeout-ms",
            "2000",
            "--sends-per-second",
            "0",
        ];
        let messages = subgraph("chat-messages", messages_url, &messages_flags);

        // The router's own key in its own folder, as on a machine of its own. Everybody else trusts the public half.
        let router_keys = folder.path().join("router");
        let keys = KeyFolder::new(&router_keys);
        keys.make("router", &Ambient::system()).unwrap();
        let public = "public/router.jwks.json";
        fs::create_dir_all(keys_folder.join("public")).unwrap();
        fs::copy(router_keys.join(public), keys_folder.join(public)).unwrap();
        let router = router(&folder, &router_keys, [&users, &channels, &messages]);

        let fleet = Self { router, users, channels, messages, keys, folder, _turn: turn };
        for server in fleet.servers() {
            server.start();
        }
        for server in fleet.servers() {
            server.wait_until_ready().await;
        }
        fleet
    }

    /// All of its processes.
    pub fn servers(&self) -> [&Server; 4] {
        [&self.users, &self.channels, &self.messages, &self.router]
    }

    /// A folder for what goes when the fleet goes.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// A passport of the router's for `audience`.
    pub fn passport(&self, audience: &str, identity: &Identity) -> String {
        Passports::new("router", self.keys.signing_key("router").unwrap(), Ambient::system())
            .mint(audience, identity)
            .unwrap()
    }
}

/// Each subgraph by its own port.
impl Entrance for Fleet {
    fn users(&self) -> &WireClient {
        &self.users.client
    }

    fn channels(&self) -> &WireClient {
        &self.channels.client
    }

    fn messages(&self) -> &WireClient {
        &self.messages.client
    }

    fn anonymous(&self) -> Option<String> {
        Some(self.passport("users", &nobody()))
    }
}

/// The committed supergraph, with the subgraphs where they are now.
pub fn supergraph([users, channels, messages]: [&Server; 3]) -> String {
    let mut supergraph =
        fs::read_to_string(format!("{}/../schema/supergraph.graphql", env!("CARGO_MANIFEST_DIR"))).unwrap();
    for (port, server) in [("4001", users), ("4002", channels), ("4003", messages)] {
        let published = format!("http://127.0.0.1:{port}/graphql");
        assert!(supergraph.contains(&published), "{published}");
        supergraph = supergraph.replace(&published, &format!("http://{}/graphql", server.address));
    }
    supergraph
}

fn router(folder: &TempDir, keys: &std::path::Path, subgraphs: [&Server; 3]) -> Server {
    let file = folder.path().join("supergraph.graphql");
    fs::write(&file, supergraph(subgraphs)).unwrap();
    let arguments = [
        "serve",
        "--supergraph",
        &file.display().to_string(),
        "--keys",
        &keys.display().to_string(),
        // Nothing else tells it whose access tokens count.
        "--jwks-url",
        &format!("http://{}/.well-known/jwks.json", subgraphs[0].address),
    ];
    Server::new("router", folder.path(), &arguments.map(str::to_owned))
}

//! A fleet of real processes.

use std::{
    env, fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Mutex, OnceLock},
    time::{Duration, Instant, SystemTime},
};

use chat_chassis::{
    Ambient, Identity,
    identity::{Passports, keys::KeyFolder},
};
use chat_testkit::{people::nobody, ports, postgres, wire::WireClient};
use http::{Method, StatusCode};
use tempfile::TempDir;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How long a test waits for a process to answer, or to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// The three subgraphs, with their databases and keys in a folder that goes with them.
pub struct Fleet {
    pub users: Server,
    pub channels: Server,
    pub messages: Server,
    keys: KeyFolder,
    folder: TempDir,
    _turn: SemaphorePermit<'static>,
}

/// One fleet at a time: three processes, a database server and their clients are enough for a small machine, and what a
/// deadline cuts off should not depend on how many tests run beside it.
static TURN: Semaphore = Semaphore::const_new(1);

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
        let turn = TURN.acquire().await.unwrap();
        let keys_folder = folder.path().join("keys");
        let keys = KeyFolder::new(&keys_folder);
        // The tests stand where the router will.
        keys.make("router", &Ambient::system()).unwrap();
        let server = |name: &'static str, url: String, arguments: &[String]| {
            let mut all =
                vec!["--keys".to_owned(), keys_folder.display().to_string(), "--database-url".to_owned(), url];
            all.extend_from_slice(arguments);
            Server::new(name, folder.path(), all)
        };
        let users = server("users", users_url, &["--logins-per-minute".to_owned(), "0".to_owned()]);
        let channels = server("channels", channels_url, &[]);
        let messages = server(
            "messages",
            messages_url,
            &[
                "--channels-url".to_owned(),
                format!("http://{}/graphql", channels.address),
                // A debug build on a busy machine is not what the default is made for.
                "--channels-timeout-ms".to_owned(),
                "2000".to_owned(),
                "--sends-per-second".to_owned(),
                "0".to_owned(),
            ],
        );
        let fleet = Self { users, channels, messages, keys, folder, _turn: turn };
        for server in [&fleet.users, &fleet.channels, &fleet.messages] {
            server.start();
        }
        for server in [&fleet.users, &fleet.channels, &fleet.messages] {
            server.wait_until_ready().await;
        }
        fleet
    }

    /// Where its keys are.
    pub fn keys_folder(&self) -> PathBuf {
        self.folder.path().join("keys")
    }

    /// A passport of the router's for `audience`.
    pub fn passport(&self, audience: &str, identity: &Identity) -> String {
        Passports::new("router", self.keys.signing_key("router").unwrap(), Ambient::system())
            .mint(audience, identity)
            .unwrap()
    }

    /// A passport for nobody in particular.
    pub fn anonymous(&self, audience: &str) -> String {
        self.passport(audience, &nobody())
    }
}

/// One process, which may be stopped and started again at the same address.
pub struct Server {
    name: &'static str,
    arguments: Vec<String>,
    log: PathBuf,
    child: Mutex<Option<Child>>,
    pub address: SocketAddr,
    pub client: WireClient,
}

impl Server {
    fn new(name: &'static str, folder: &Path, mut arguments: Vec<String>) -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], ports::free()));
        arguments.extend(["--listen".to_owned(), address.to_string(), "--log".to_owned(), "debug".to_owned()]);
        let log = folder.join(format!("{name}.log"));
        Self { name, arguments, log, child: Mutex::default(), address, client: WireClient::new(address) }
    }

    /// Starts the process.
    pub fn start(&self) {
        let log = fs::File::options().create(true).append(true).open(&self.log).unwrap();
        let child = Command::new(binary(self.name))
            .arg("serve")
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        *self.child.lock().unwrap() = Some(child);
    }

    /// Waits until it says that it can do its work.
    pub async fn wait_until_ready(&self) {
        let began = Instant::now();
        loop {
            if let Ok(answer) = self.client.send(Method::GET, "/ready", &[], "").await
                && answer.status == StatusCode::OK
            {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{} is not ready:\n{}", self.name, self.logged());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Ends the process without a warning: kill -9. Others may be talking to it.
    pub fn kill(&self) {
        let mut child = self.child.lock().unwrap().take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Asks the process to end, and waits until it has.
    pub fn terminate(&self) -> ExitStatus {
        let mut child = self.child.lock().unwrap().take().unwrap();
        // The shell's own `kill`: not every machine has the program.
        assert!(Command::new("sh").args(["-c", &format!("kill -TERM {}", child.id())]).status().unwrap().success());
        let began = Instant::now();
        loop {
            if let Some(status) = child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < PATIENCE, "{} does not end", self.name);
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// What it has logged.
    pub fn logged(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.lock().unwrap().take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The binary of a subgraph, as new as its sources.
///
/// `cargo test --workspace` has built it already. A narrower run may not have: then it is built here.
pub fn binary(name: &str) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        // …/target/debug/deps/fleet-0123 lies two below.
        let folder = env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let sources = ["crates", "migrations", "subgraphs"].map(|part| newest(&root.join(part)));
        let newest_source = sources.into_iter().max().unwrap();
        let built = |name| fs::metadata(folder.join(format!("chat-{name}"))).and_then(|file| file.modified()).ok();
        let is_fresh = |name| built(name).is_some_and(|built| built >= newest_source);
        if !["users", "channels", "messages"].into_iter().all(is_fresh) {
            // All of them, so that dependencies have the features that they have in the tests, and are not built again.
            let built = Command::new(env!("CARGO"))
                .args(["build", "--workspace", "--bins"])
                .current_dir(root)
                .status()
                .unwrap();
            assert!(built.success(), "the subgraphs do not build");
        }
        folder
    });
    folder.join(format!("chat-{name}"))
}

/// When the youngest Rust source under `folder` was changed; tests and what only they use are no part of a binary.
fn newest(folder: &Path) -> SystemTime {
    let mut newest = SystemTime::UNIX_EPOCH;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "tests" && name != "testkit") {
                newest = newest.max(self::newest(&path));
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            newest = newest.max(fs::metadata(&path).unwrap().modified().unwrap());
        }
    }
    newest
}

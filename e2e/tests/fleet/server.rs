//! One real process.

use std::{
    collections::BTreeMap,
    env, fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Mutex, OnceLock},
    time::{Duration, Instant, SystemTime},
};

use chat_testkit::{ports, wire::WireClient};
use http::{Method, StatusCode};

/// How long a test waits for a process to answer, or to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// One process, which may be stopped and started again at the same address.
pub struct Server {
    program: &'static str,
    arguments: Mutex<Vec<String>>,
    variables: BTreeMap<&'static str, &'static str>,
    log: PathBuf,
    child: Mutex<Option<Child>>,
    pub address: SocketAddr,
    pub client: WireClient,
}

impl Server {
    /// A process of `program` that is to listen on a free port of its own, and logs to a file in `folder`.
    pub fn new(program: &'static str, folder: &Path, arguments: &[String]) -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], ports::free()));
        let mut arguments = arguments.to_vec();
        arguments.extend(["--listen".to_owned(), address.to_string(), "--log".to_owned(), "debug".to_owned()]);
        Self {
            program,
            arguments: Mutex::new(arguments),
            variables: BTreeMap::new(),
            log: folder.join(format!("{program}.log")),
            child: Mutex::default(),
            address,
            client: WireClient::new(address),
        }
    }

    /// With these environment variables.
    pub fn with_variables(mut self, variables: &[(&'static str, &'static str)]) -> Self {
        self.variables.extend(variables.iter().copied());
        self
    }

    /// From the next start on, `flag` has another value.
    pub fn set(&self, flag: &str, value: &str) {
        let mut arguments = self.arguments.lock().unwrap();
        let at = arguments.iter().position(|argument| argument == flag).unwrap();
        value.clone_into(&mut arguments[at + 1]);
    }

    /// Starts the process.
    pub fn start(&self) {
        let log = fs::File::options().create(true).append(true).open(&self.log).unwrap();
        let child = Command::new(binary(self.program))
            .args(&*self.arguments.lock().unwrap())
            .envs(&self.variables)
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
            assert!(began.elapsed() < PATIENCE, "{} is not ready:\n{}", self.program, self.logged());
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
        self.signal("TERM");
        let mut child = self.child.lock().unwrap().take().unwrap();
        let began = Instant::now();
        loop {
            if let Some(status) = child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < PATIENCE, "{} does not end", self.program);
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Sends a signal by its name. `STOP` leaves it alive and silent until `CONT`.
    pub fn signal(&self, name: &str) {
        let id = self.child.lock().unwrap().as_ref().unwrap().id();
        // The shell's own `kill`: not every machine has the program.
        assert!(Command::new("sh").args(["-c", &format!("kill -{name} {id}")]).status().unwrap().success());
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

/// The binary called `program`, as new as its sources.
///
/// `cargo test --workspace` has built it already. A narrower run may not have: then it is built here.
pub fn binary(program: &str) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        // …/target/debug/deps/fleet-0123 lies two below.
        let folder = env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let sources =
            ["chat", "crates", "migrations", "router", "schema", "subgraphs"].map(|part| newest(&root.join(part)));
        let newest_source = sources.into_iter().max().unwrap();
        let built = |program| fs::metadata(folder.join(program)).and_then(|file| file.modified()).ok();
        let is_fresh = |program| built(program).is_some_and(|built| built >= newest_source);
        if !["chat", "chat-users", "chat-channels", "chat-messages", "router"].into_iter().all(is_fresh) {
            // All of them, so that dependencies have the features that they have in the tests, and are not built again.
            let built = Command::new(env!("CARGO"))
                .args(["build", "--workspace", "--bins"])
                .current_dir(root)
                .status()
                .unwrap();
            assert!(built.success(), "they do not build");
        }
        folder
    });
    folder.join(program)
}

/// When the youngest source under `folder` was changed; tests and what only they use are no part of a binary.
fn newest(folder: &Path) -> SystemTime {
    let mut newest = SystemTime::UNIX_EPOCH;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "tests" && name != "testkit" && name != "benches") {
                newest = newest.max(self::newest(&path));
            }
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "graphql") {
            newest = newest.max(fs::metadata(&path).unwrap().modified().unwrap());
        }
    }
    newest
}

impl AsRef<WireClient> for Server {
    fn as_ref(&self) -> &WireClient {
        &self.client
    }
}
